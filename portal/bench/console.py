"""What the console's pages cost with very many domains, beside the same pages with few, in one run."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from portal.bench.archive import gather
from portal.bench.crowd import crowd
from portal.bench.figures import percentile
from portal.bench.world import make
from portal.console.site import console
from tenants.models import Brand, Tenant, User

_OF_A_TENANT = 100
_AT_FIRST = 10
_YARDSTICK = "tenants_brand_changelist"
"""The list of the one brand."""
_STAFF = override_settings(
    STAFF_MFA=False,
    SECURE_SSL_REDIRECT=False,
    STORAGES={
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
)

Figures = dict[str, dict[str, float]]


@_STAFF
def measure(few: int, many: int, rounds: int) -> Figures:
    """Milliseconds (median) and queries of each page, for superusers and for staff of the brand.

    `few` and `many` are domains, and the first tenth of the tenants has the few: so lists of tenants fill a page in both.
    `growth` is how many times as long the page takes with many, beside a page that never grows.
    """
    account, tenants = make("console", many // _OF_A_TENANT)
    at_first = max(1, len(tenants) // _AT_FIRST)
    visitors = _visitors(account.brand)
    _fill(tenants[:at_first], few)
    before = {
        name: _cost(client, path, _address(_YARDSTICK), rounds) for name, client, path in _pages(visitors)
    }
    _fill(tenants[at_first:], many - few)
    after = {
        name: _cost(client, path, _address(_YARDSTICK), rounds) for name, client, path in _pages(visitors)
    }
    return {name: _grown(before[name], after[name]) for name in before}


def _fill(tenants: list[Tenant], domains: int) -> None:
    for tenant in tenants:
        crowd(tenant, domains // len(tenants))
        gather(tenant)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _visitors(brand: Brand) -> Mapping[str, Client]:
    people = {
        "": User.objects.create_superuser("bench@example.com"),
        " of a brand": User.objects.create_user("staff@example.com", is_staff=True, brand=brand),
    }
    clients = {}
    for whose, person in people.items():
        clients[whose] = Client(headers={"host": settings.CONSOLE_HOSTS[0]})
        clients[whose].force_login(person)
    return clients


def _pages(visitors: Mapping[str, Client]) -> Iterator[tuple[str, Client, str]]:
    for whose, client in visitors.items():
        yield f"dashboard{whose}", client, _address("index")
        for model in console._registry:
            options = model._meta
            path = _address(f"{options.app_label}_{options.model_name}_changelist")
            if client.get(path).status_code == 200:
                yield f"{options.model_name}{whose}", client, path


def _address(name: str) -> str:
    return reverse(f"admin:{name}", urlconf=settings.CONSOLE_URLCONF)


@dataclass(frozen=True, slots=True)
class _Cost:
    """Medians in seconds; `yardstick` is a page that never grows, timed in turn with this one: machines have moods."""

    page: float
    yardstick: float
    queries: int


def _cost(client: Client, path: str, yardstick: str, rounds: int) -> _Cost:
    client.get(path)  # the first one of a session may write that down
    with CaptureQueriesContext(connection) as captured:
        if client.get(path).status_code != 200:
            raise RuntimeError(f"{path} did not answer.")
        queries = len(captured)
    seconds = [[_seconds(client, each) for each in (path, yardstick)] for _ in range(rounds)]
    page, constant = (percentile(each, 0.5) for each in zip(*seconds, strict=True))
    return _Cost(page, constant, queries)


def _seconds(client: Client, path: str) -> float:
    began = time.perf_counter()
    client.get(path)
    return time.perf_counter() - began


def _grown(before: _Cost, after: _Cost) -> dict[str, float]:
    return {
        "ms": after.page * 1000,
        "ms_with_few": before.page * 1000,
        "growth": (after.page / after.yardstick) / (before.page / before.yardstick),
        "queries": after.queries,
        "queries_with_few": before.queries,
    }
