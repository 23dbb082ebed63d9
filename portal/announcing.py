"""What the brand announces to whoever is signed in, for the top of every page: no query of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.words import Text
from tenants.announcements import Announced, left_for
from tenants.models import Announcement, Membership, User

KINDS: dict[str, tuple[str, Text]] = {
    Announcement.Kind.NEWS: ("quiet", _("News")),
    Announcement.Kind.MAINTENANCE: ("busy", _("Planned maintenance")),
    Announcement.Kind.TROUBLE: ("bad", _("Trouble")),
}
"""The tone, and what stands above the text."""


@dataclass(frozen=True, slots=True)
class Shown:
    pk: int
    tone: str
    title: Text
    text: str


def announcements(request: HttpRequest) -> dict[str, Callable[[], list[Shown]]]:
    """A context processor."""
    return {"announcements": lambda: _of(request)}


def shown(announced: Announced, language: str) -> Shown:
    return Shown(announced.pk, *KINDS[announced.kind], announced.said_in(language))


def _of(request: HttpRequest) -> list[Shown]:
    membership: Membership | None = getattr(request, "membership", None)
    if membership is None or not isinstance(request.user, User):
        return []
    left = left_for(request.user, membership.tenant.brand)
    return [shown(each, get_language() or "") for each in left]
