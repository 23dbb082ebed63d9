"""What a browser says of itself, in two words that its owner knows."""

from __future__ import annotations

from django.utils.translation import gettext as _

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
"""In this order: most browsers name their ancestors too (RFC 9110 section 10.1.5 has no better to say)."""


def device(user_agent: str) -> str:
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), _("A browser"))
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return _("{browser} on {system}").format(browser=browser, system=system) if system else browser
