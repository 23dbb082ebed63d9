"""The console's lists and its dashboard: as many queries for many rows as for few, and no count without an end."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cloudmailin.models import Domain, Round, Worker
from cloudmailin.ownership.rules import Claim
from cloudmailin.queue import clock
from portal.console.bounded import MOST_COUNTED, Bounded
from portal.console.site import console
from tenants.scoping import across_tenants
from tests.build import a_tenant
from tests.walls.filling import fill

ENDLESS = re.compile(r"SELECT COUNT\((?!.*LIMIT)(?!.*GROUP BY)", re.IGNORECASE)


@pytest.fixture(autouse=True)
def _all_tenants(db: None) -> Iterator[None]:
    with across_tenants():
        yield


def some_more(how_many: int, mark: str) -> None:
    """Customers of brands of their own, with a row in each list."""
    for n in range(how_many):
        tenant = a_tenant()
        fill(tenant, f"{mark}{n}")
        Round.objects.create(account=tenant.brand.account, started_at=clock.now(), status=Round.Status.DONE)
        Worker.objects.create(
            name=f"{mark}{n}", started_at=clock.now(), alive_at=clock.now(), heard_at=clock.now()
        )
        Group.objects.create(name=f"{mark}{n}")
    Domain.objects.update(claim=Claim.CONTESTED)


def queries(staff: Client, address: str) -> list[str]:
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert staff.get(address).status_code == 200
    return [each["sql"] for each in captured]


@pytest.mark.parametrize(
    "model", [None, *console._registry], ids=lambda model: getattr(model, "__name__", "")
)
def test_a_page_asks_the_database_as_often_for_many_rows_as_for_few(
    staff: Client, model: type[Model] | None
) -> None:
    options = model._meta if model else None
    name = f"{options.app_label}_{options.model_name}_changelist" if options else "index"
    address = reverse(f"admin:{name}", urlconf="portal.console.urls")
    some_more(1, "few")
    staff.get(address)
    few = queries(staff, address)
    some_more(4, "many")
    many = queries(staff, address)
    assert len(many) == len(few)
    if model:
        assert not [sql for sql in many if ENDLESS.search(sql)]


def test_nobody_counts_further_than_anybody_pages() -> None:
    with CaptureQueriesContext(connection) as captured:
        assert Bounded(Domain.objects.order_by("name"), 25).count == 0
    (query,) = captured
    assert f"LIMIT {MOST_COUNTED}" in query["sql"]
    assert "ORDER BY" not in query["sql"]
