"""What is kept as JSON, as text for staff: a line for each fact or value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

_LONGEST = 80
_BREAK = mark_safe("<br>")


def told(facts: Mapping[str, Any]) -> str:
    """Long values such as keys are cut short."""
    lines = ((name, _short(value)) for name, value in facts.items() if value not in ("", [], None))
    return format_html_join(_BREAK, "{}: {}", lines) or "–"


def listed(values: Iterable[Any]) -> str:
    return format_html_join(_BREAK, "{}", ((str(value)[:_LONGEST],) for value in values)) or "–"


def _short(value: Any) -> str:
    said = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return said[:_LONGEST]
