"""Harm is confirmed on a page of its own, which says what it does to each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from portal.console.site import ModelAdmin

Row = tuple[Model, str, str]
"""An object, what is known about it, and what would become of it: "" where the action is not for it."""


def is_confirmed(request: HttpRequest) -> bool:
    return "confirmed" in request.POST


def ask(
    of: ModelAdmin[Any], request: HttpRequest, action: str, title: str, rows: Sequence[Row], note: str
) -> HttpResponse:
    """The page that sends the action again, confirmed. `action` is its name, `note` holds for all rows."""
    context = {
        **of.admin_site.each_context(request),
        "opts": of.opts,
        "title": title,
        "decision": action,
        "rows": rows,
        "note": note,
        "can_go_on": any(consequence for _, _, consequence in rows),
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "console/decide.html", context)
