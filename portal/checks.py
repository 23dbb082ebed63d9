"""System checks: no model, view or task without its wall. `manage.py check` and every start of a command run them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from portal.access import rule_of
from portal.celery import app as celery
from portal.console.of_brand import UNDECLARED, LimitedChoices
from portal.console.site import console
from tenants.models import Tenant
from tenants.scoping import TenantManager, TenantOwned

UNSCOPED: Mapping[str, str] = {
    "tenants.Membership": "A scope is opened from it.",
    "cloudmailin.Turn": "The queue's own book-keeping, never shown to customers.",
}
"""Models with a tenant that no scope guards, and why."""


@register("walls")
def check_models(**_: Any) -> list[CheckMessage]:
    """Whatever has a tenant is reached through the scoped manager alone."""
    return [error for model in apps.get_models() for error in errors_of_model(model)]


@register("walls")
def check_views(**_: Any) -> list[CheckMessage]:
    """Every view says who may come in."""
    urlconfs = (settings.ROOT_URLCONF, settings.CONSOLE_URLCONF)
    return [error for urlconf in urlconfs for error in errors_of_urls(get_resolver(urlconf))]


@register("walls")
def check_tasks(**_: Any) -> list[CheckMessage]:
    """A message from Redis names rows, never whose they are: the row says that."""
    celery.autodiscover_tasks(force=True)
    ours = (task for name, task in celery.tasks.items() if not name.startswith("celery."))
    return [error for task in ours for error in errors_of_task(task)]


@register("walls")
def check_console(**_: Any) -> list[CheckMessage]:
    """Each class of the console says by which path its rows belong to a brand."""
    return [error for known in console._registry.values() for error in errors_of_admin(known)]


def errors_of_admin(known: Any) -> Iterator[CheckMessage]:
    if getattr(known, "brand_path", UNDECLARED) == UNDECLARED:
        yield Error(
            f"{type(known).__name__} shows rows of every brand to the staff of each.",
            hint="Derive it from portal.console.site.ModelAdmin, and set `brand_path`: HOUSE is for superusers only.",
            obj=type(known),
            id="portal.E004",
        )
    for inline in known.inlines:
        if not issubclass(inline, LimitedChoices):
            yield Error(
                f"{inline.__name__} offers rows of every brand to the staff of each.",
                hint="Derive it from one of portal.console.site's inlines.",
                obj=inline,
                id="portal.E004",
            )


def errors_of_model(model: type[models.Model]) -> Iterator[CheckMessage]:
    if model._meta.label in UNSCOPED or not _has_tenant(model):
        return
    managers = [*model._meta.managers, model._default_manager]
    if not issubclass(model, TenantOwned) or not all(isinstance(each, TenantManager) for each in managers):
        yield Error(
            f"{model._meta.label} has a tenant and is not behind the scoped manager.",
            hint="Derive it from tenants.scoping.TenantOwned, and its managers from TenantManager.",
            obj=model,
            id="portal.E001",
        )


def _has_tenant(model: type[models.Model]) -> bool:
    fields = model._meta.concrete_fields
    return any(isinstance(each, models.ForeignKey) and each.related_model is Tenant for each in fields)


def errors_of_urls(resolver: URLResolver, above: str = "") -> Iterator[CheckMessage]:
    for entry in resolver.url_patterns:
        route = above + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from errors_of_urls(entry, route)
        elif isinstance(entry, URLPattern) and rule_of(entry.callback) is None:
            yield Error(
                f"/{route} leads to a view without an access rule.",
                hint="Decorate the view with one of portal.access, or include its URLs with `ruled`.",
                obj=entry.callback,
                id="portal.E002",
            )


def errors_of_task(task: Any) -> Iterator[CheckMessage]:
    for parameter in inspect.signature(task.run).parameters.values():
        is_row = parameter.name.endswith("_id") and parameter.annotation in (int, "int")
        if not is_row or "tenant" in parameter.name or parameter.kind is not parameter.POSITIONAL_OR_KEYWORD:
            yield Error(
                f"The task {task.name} takes “{parameter}” from its message.",
                hint="Hand it ids of rows (`row_id: int`) and read the tenant from the row.",
                obj=task,
                id="portal.E003",
            )
