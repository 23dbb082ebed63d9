"""CloudMailin misbehaves once at every call of a domain's life: it ends green all the same, with one object of each kind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from cloudmailin.client import transport
from cloudmailin.lifecycle.check import check_due
from cloudmailin.models import Account, Domain, Operation
from cloudmailin.queue import clock
from cloudmailin.queue.step import step
from tenants.models import Brand, Tenant
from tenants.scoping import across_tenants
from tests.build import a_domain
from tests.witness import Witness

pytestmark = pytest.mark.django_db

FAULTS: dict[str, dict[str, Any]] = {
    "dropped before the effect": {"what": "drop_before"},
    "dropped after the effect": {"what": "drop_after"},
    "a gateway's page, nothing done": {"what": "status", "status": 502, "body": "html"},
    "a gateway's page, all done": {"what": "status", "status": 504, "body": "html", "effect": "after"},
    "an empty 503": {"what": "status", "status": 503, "body": "empty"},
    "told to slow down at once": {"what": "status", "status": 429, "retry_after": "0"},
    "told to slow down till doomsday": {"what": "status", "status": 429, "retry_after": "1000000000"},
    "told to slow down without a time": {"what": "status", "status": 429},
    "a login page with status 200": {"what": "html"},
    "a login page after the effect": {"what": "html", "effect": "after"},
    "garbage after the effect": {"what": "garbage", "effect": "after"},
    "a redirect after the effect": {"what": "redirect", "effect": "after"},
    "half an answer": {"what": "truncated"},
    "half an answer, cut off": {"what": "truncated", "length": "promised"},
    "more fields than ever": {"what": "extra_fields"},
    "null in every field": {"what": "null_fields"},
    "an answer without end": {"what": "huge", "megabytes": 8},
    "a packed bomb": {"what": "gzip_bomb", "megabytes": 64},
    "an answer that drips": {"what": "drip", "interval": 0.2},
}
_PATIENCE = 40.0


@pytest.fixture(autouse=True)
def _all_tenants() -> Iterator[None]:
    with across_tenants():
        yield


def states(domain: Domain) -> tuple[str, str]:
    found = Domain.objects.select_related("receiving", "sending").get(pk=domain.pk)
    return found.receiving.state, found.sending.state


def work_until(domain: Domain, wanted: tuple[str, str]) -> None:
    """Check and serve, without waiting for what the clock alone holds back."""
    deadline = time.monotonic() + _PATIENCE
    while states(domain) != wanted:
        assert time.monotonic() < deadline, f"{states(domain)} instead of {wanted}"
        now = clock.now()
        Operation.objects.filter(status="waiting").update(due_at=now)
        Account.objects.update(gate_until=None)
        Domain.objects.update(watched_until=now + timedelta(minutes=5), next_check_at=now)
        step(domain.account_id)
        check_due()


@pytest.mark.parametrize("name", FAULTS)
def test_each_call_may_go_wrong_once(
    brand: Brand, tenant: Tenant, witness: Witness, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(transport, "TOTAL_SECONDS", 1.0)
    account = brand.account.remote_id
    calls = [("POST", f"/{shelf}") for shelf in ("addresses", "custom_domains", "sending_domains")]
    for method, path in [*calls, ("POST", "/sending_domains/*/verify"), ("GET", "/addresses")]:
        witness.order_fault(account=account, method=method, path=path, **FAULTS[name])
    domain = a_domain(tenant)
    work_until(domain, ("awaiting_dns", "awaiting_dns"))
    witness.publish_all(domain)
    work_until(domain, ("active", "verified"))
    there = {shelf: len(things) for shelf, things in witness.objects(account).items()}
    assert there == {"addresses": 1, "custom_domains": 1, "sending_domains": 1}
    assert not Operation.objects.filter(status__in=["waiting", "running", "failed"]).exists()
