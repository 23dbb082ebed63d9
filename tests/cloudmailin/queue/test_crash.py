"""A worker dies at every operation of a domain's whole life, before or after its call: nothing lost, nothing doubled."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from cloudmailin.lifecycle.addresses import redirect, release
from cloudmailin.lifecycle.check import check_due
from cloudmailin.lifecycle.detach import detach
from cloudmailin.models import ApiCall, Domain, Operation
from cloudmailin.models.operation import BESIDE, READS
from cloudmailin.queue import clock
from cloudmailin.queue.call import call
from cloudmailin.queue.claim import Claim, claim
from cloudmailin.queue.settle import settle
from cloudmailin.queue.step import accounts_to_serve
from tenants.models import Brand, Tenant
from tenants.scoping import across_tenants
from tests.build import a_domain
from tests.witness import Witness

pytestmark = pytest.mark.django_db

_PATIENCE = 30.0


@pytest.fixture(autouse=True)
def _all_tenants() -> Iterator[None]:
    with across_tenants():
        yield


def serve_or_die(account: int, died: set[str], *, sends: bool) -> bool:
    """Serve the next operation; the first time that a kind comes up its worker dies, and its lease runs out."""
    claimed = claim(account)
    if not isinstance(claimed, Claim):
        return False
    operation = Operation.objects.get(pk=claimed.operation_id)
    if operation.kind in died:
        settle(claimed, call(claimed))
        return True
    if sends:
        call(claimed)
    died.add(operation.kind)
    _let_the_lease_run_out(claimed)
    return True


def _let_the_lease_run_out(claimed: Claim) -> None:
    """As if half a minute had passed: the call can no longer arrive, and the budget counts it as long over."""
    past = clock.now() - timedelta(seconds=1)
    Operation.objects.filter(pk=claimed.operation_id).update(lease_until=past)
    ApiCall.objects.filter(fence=claimed.fence).update(started_at=past, completed_at=past)


def work(domain: Domain, died: set[str], *, sends: bool) -> None:
    account, deadline = domain.account_id, time.monotonic() + _PATIENCE
    Domain.objects.update(watched_until=clock.now() + timedelta(minutes=5), next_check_at=clock.now())
    while time.monotonic() < deadline:
        Operation.objects.filter(status="waiting").update(due_at=clock.now())
        busy = serve_or_die(account, died, sends=sends) or check_due()
        if not busy and account not in accounts_to_serve():
            return


@pytest.mark.parametrize("sends", [False, True], ids=["before the call", "after the call"])
def test_every_operation_survives_the_death_of_its_worker(
    brand: Brand, tenant: Tenant, witness: Witness, sends: bool
) -> None:
    died: set[str] = set()
    domain = a_domain(tenant)
    work(domain, died, sends=sends)
    witness.publish_all(domain)
    work(domain, died, sends=sends)
    green = Domain.objects.select_related("receiving", "sending").get(pk=domain.pk)
    assert (green.receiving.state, green.sending.state) == ("active", "verified")
    there = witness.objects(brand.account.remote_id)
    assert {shelf: len(things) for shelf, things in there.items()} == {
        "addresses": 1,
        "custom_domains": 1,
        "sending_domains": 1,
    }
    address = green.receiving.address
    redirect(address, target="https://new.example.com/", target_format="multipart+n", auth_header="Basic x")
    work(domain, died, sends=sends)
    [changed] = witness.objects(brand.account.remote_id)["addresses"]
    assert (changed["target"], changed["auth_header"]) == ("https://new.example.com/", "Basic x")
    detach(green, at_once=True)
    work(domain, died, sends=sends)
    witness.settle_deletions()
    release(address)
    work(domain, died, sends=sends)
    witness.settle_deletions()
    assert not any(witness.objects(brand.account.remote_id).values())
    assert Domain.objects.get(pk=domain.pk).removed_at is not None
    assert not Operation.objects.filter(status__in=["waiting", "running", "failed"]).exists()
    assert died == set(Operation.Kind.values) - READS - BESIDE, (
        "the worker of each kind that changes something has died once"
    )
