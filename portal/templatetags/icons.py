"""Icons out of the `heroicons` package, as inline SVG: no request, no script, the colour of the text around them."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString, mark_safe
from heroicons.templatetags.heroicons import heroicon_micro

register = template.Library()

_OF_TONE = {
    "good": "check-circle",
    "bad": "exclamation-triangle",
    "busy": "clock",
    "quiet": "minus-circle",
    "unknown": "question-mark-circle",
    "copy": "square-2-stack",
    "success": "check-circle",
    "error": "exclamation-triangle",
    "warning": "exclamation-triangle",
    "info": "information-circle",
}
"""What stands for a tone of ours or a level of Django's messages; any other name is the package's own."""


@register.simple_tag
def icon(name: str) -> str:
    """A sign beside a word, never alone. Raises heroicons.IconDoesNotExist."""
    return _drawn(_OF_TONE.get(name) or name or "minus-circle")


@lru_cache(maxsize=256)
def _drawn(name: str) -> SafeString:
    """Drawing takes a hundredth of a page's time each; a page has dozens."""
    drawn = heroicon_micro(name, size=16, **{"class": "icon", "aria-hidden": "true", "focusable": "false"})
    return mark_safe(drawn.replace(' data-slot="icon"', ""))  # noqa: S308 - a file of the package
