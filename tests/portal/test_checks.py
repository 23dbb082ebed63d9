"""The system checks see a model, a view and a task without a wall; ours have theirs."""

from __future__ import annotations

from typing import Any

import pytest
from celery import Celery
from django.apps.registry import Apps
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver, include, path
from django.urls.resolvers import RegexPattern

from portal.access import public
from portal.checks import errors_of_model, errors_of_task, errors_of_urls
from tenants.models import Tenant
from tenants.scoping import TenantManager, TenantOwned

elsewhere = Apps()


def ids(errors: Any) -> list[str | None]:
    return [error.id for error in errors]


class Bare(models.Model):
    owner = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")

    class Meta:
        app_label, apps = "planted", elsewhere

    def __str__(self) -> str:
        return "bare"


class BackDoor(TenantOwned):
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    everything = models.Manager["BackDoor"]()

    class Meta:
        app_label, apps = "planted", elsewhere

    def __str__(self) -> str:
        return "with a back door"


class Scoped(TenantOwned):
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")

    class Meta:
        app_label, apps = "planted", elsewhere

    def __str__(self) -> str:
        return "scoped"


def test_a_model_with_a_tenant_needs_the_scoped_manager() -> None:
    assert ids(errors_of_model(Bare)) == ["portal.E001"]
    assert isinstance(BackDoor.objects, TenantManager)
    assert ids(errors_of_model(BackDoor)) == ["portal.E001"]
    assert ids(errors_of_model(Scoped)) == []


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_a_view_needs_an_access_rule_however_deep_it_is_included() -> None:
    deep = [path("c/", view), path("d/", public(view))]
    urls = URLResolver(RegexPattern(r"^/"), [path("a/", public(view)), path("b/", include(deep))])
    (error,) = errors_of_urls(urls)
    assert error.id == "portal.E002"
    assert "/b/c/" in error.msg


@pytest.mark.parametrize(
    ("parameters", "is_good"),
    [
        ("", True),
        ("account_id: int", True),
        ("tenant_id: int", False),
        ("tenant: str", False),
        ("row_id", False),
        ("name: str", False),
        ("*row_id: int", False),
        ("**what: int", False),
    ],
)
def test_a_task_takes_ids_of_rows_and_no_tenant(parameters: str, is_good: bool) -> None:
    made: dict[str, Any] = {}
    exec(f"def work({parameters}) -> None: ...", made)
    task = Celery("planted", set_as_current=False).task(name="planted.work", shared=False)(made["work"])
    assert ids(errors_of_task(task)) == ([] if is_good else ["portal.E003"])
