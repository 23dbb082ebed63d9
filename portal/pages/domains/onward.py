"""The domain is ready: what people do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from cloudmailin.models import Domain
from portal.words import Text
from tenants.access import allows
from tenants.models import Membership
from tenants.roles import Action


@dataclass(frozen=True, slots=True)
class NextStep:
    url: str
    label: Text
    icon: str


_STEPS: tuple[tuple[str, Action, Text, str, str], ...] = (
    ("activity", Action.VIEW_DOMAINS, _("See what comes in"), "inbox-arrow-down", "receiving"),
    ("team_invite", Action.MANAGE_TEAM, _("Invite a colleague"), "user-plus", ""),
)
"""A URL's name, what the role has to allow, the words, the sign, and the use that it takes."""


def next_steps(domain: Domain, membership: Membership) -> Iterator[NextStep]:
    """Those that this person may take with what is attached."""
    uses = {one.use.value for one in domain.attachments}
    for name, action, label, icon, use in _STEPS:
        if allows(membership, action) and (not use or use in uses) and (url := _url(name)):
            yield NextStep(url, label, icon)


def _url(name: str) -> str:
    """Empty where the product is put together without that page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
