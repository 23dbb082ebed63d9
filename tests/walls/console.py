"""What the console's lists and choices are asked for: every filter, search, action and autocomplete, with foreign ids."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import get_fields_from_path
from django.db.models import Model

from portal.console.site import console
from tests.walls.routes import Route
from tests.walls.world import Target, row_of


def queries(route: Route, target: Target) -> Iterator[str]:
    """Besides none, the query strings that the route answers in words of its own."""
    yield ""
    if known := _listed(route):
        yield urlencode({"q": target.canary[:-1]})
        for path in _relations(known):
            model: Any = get_fields_from_path(known.model, path)[-1].related_model
            yield urlencode({f"{path}__id__exact": row_of(model, target)})
    if route.name == "autocomplete":
        for app, model_name, field in _autocompleted():
            asked = {
                "app_label": app,
                "model_name": model_name,
                "field_name": field,
                "term": target.canary[:-1],
            }
            yield urlencode(asked)
            yield urlencode({**asked, "term": ""})


def actions(route: Route, target: Target) -> Iterator[str]:
    """The forms that the list sends, each with the target's row chosen, and confirmed."""
    if known := _listed(route):
        for name in [*known.actions, "delete_selected"]:
            chosen = {"action": name, ACTION_CHECKBOX_NAME: row_of(known.model, target), "index": 0}
            for across in (0, 1):
                yield urlencode({**chosen, "select_across": across, "confirmed": "yes", "post": "yes"})


@cache
def _lists() -> dict[str, Any]:
    return {
        f"{model._meta.app_label}_{model._meta.model_name}_changelist": known for model, known in _known()
    }


def _listed(route: Route) -> Any:
    return _lists().get(route.name)


def _known() -> list[tuple[type[Model], Any]]:
    return list(console._registry.items())


def _relations(known: Any) -> list[str]:
    named = [each for each in known.list_filter if isinstance(each, str)]
    return [each for each in named if get_fields_from_path(known.model, each)[-1].is_relation]


def _autocompleted() -> Iterator[tuple[str, str, str]]:
    for _, known in _known():
        for each in [known, *(inline(known.model, console) for inline in known.inlines)]:
            for field in each.autocomplete_fields:
                yield each.model._meta.app_label, each.model._meta.model_name, field
