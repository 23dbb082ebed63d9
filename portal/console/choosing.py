"""The actions on rows, offered as buttons on the page of one row too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    _ModelAdmin = ModelAdmin[Any]
else:
    _ModelAdmin = object


class Choosing(_ModelAdmin):
    change_form_template = "console/choices.html"

    def choices(self, request: HttpRequest, row: Any) -> Iterable[tuple[str, str]]:
        """Names and titles of the actions that the person may choose for the row as it is."""
        raise NotImplementedError

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        offered = list(self.choices(request, row)) if row else []
        context = {"choices": offered, "checkbox": ACTION_CHECKBOX_NAME, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)
