"""Light or dark, by the device or by choice; read on the server, so that no page flashes in the other one first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.words import Text

COOKIE = "scheme"

_CHOICES: tuple[tuple[str, Text, str], ...] = (
    ("", _("Light or dark as on this device"), "computer-desktop"),
    ("light", _("Light"), "sun"),
    ("dark", _("Dark"), "moon"),
)
SCHEMES = frozenset(value for value, _label, _icon in _CHOICES)


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: Text
    icon: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Appearance:
    """`scheme` is "light", "dark", or "" for what the device prefers."""

    scheme: str

    @property
    def choices(self) -> list[Choice]:
        return [Choice(value, label, icon, value == self.scheme) for value, label, icon in _CHOICES]


def appearance(request: HttpRequest) -> dict[str, Callable[[], Appearance]]:
    """A context processor: `appearance`, worked out where a template asks for it."""
    return {"appearance": lambda: Appearance(_chosen(request))}


def _chosen(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in SCHEMES else ""
