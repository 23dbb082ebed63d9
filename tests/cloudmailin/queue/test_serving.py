"""Operations are served in order, under the budget, one at a time; what a dead worker leaves is taken up."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from cloudmailin.client.errors import NotFound
from cloudmailin.lifecycle.detach import detach
from cloudmailin.models import Account, ApiCall, Domain, Operation, SendingDomain
from cloudmailin.models.operation import Turn
from cloudmailin.queue import clock
from cloudmailin.queue.call import call
from cloudmailin.queue.claim import Claim, Wait, claim
from cloudmailin.queue.line import head, line, places
from cloudmailin.queue.order import HALF_LIFE
from cloudmailin.queue.settle import settle
from cloudmailin.queue.step import accounts_to_serve, step
from cloudmailin.states import State, Use
from tenants.models import Brand, Tenant
from tenants.scoping import across_tenants, within
from tests.build import a_domain, a_tenant
from tests.witness import Witness

pytestmark = pytest.mark.django_db

SENDING = frozenset({Use.SENDING})
PAST = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _all_tenants() -> object:
    with across_tenants():
        yield


def expire_lease() -> None:
    """As if half a minute had passed since the worker died."""
    Operation.objects.filter(status="running").update(lease_until=clock.now() - timedelta(seconds=1))


def claimed(brand: Brand) -> Claim:
    got = claim(brand.account.pk)
    assert isinstance(got, Claim)
    return got


def claim_elsewhere(account_id: int) -> Claim | Wait:
    try:
        return claim(account_id)
    finally:
        connection.close()


def sending_of(domain: Domain) -> SendingDomain:
    return SendingDomain.objects.get(domain=domain)


def serve_all(brand: Brand) -> None:
    """Serve what is due until nothing is, as a worker would; bounded, so that a bug can't hang the suite."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and brand.account.pk in accounts_to_serve():
        if not step(brand.account.pk):
            time.sleep(0.02)


def unpace(brand: Brand) -> None:
    """Somebody watches every domain, so that no call is spread out."""
    Domain.objects.update(watched_until=clock.now() + timedelta(minutes=5))


def test_a_served_operation_is_done_and_its_domain_moves_on(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    domain = a_domain(tenant, uses=SENDING)
    assert step(brand.account.pk)
    assert sending_of(domain).state == State.AWAITING_DNS
    assert sending_of(domain).dkim_selector
    assert witness.calls(brand.account.remote_id) == ["POST /sending_domains"]
    assert Operation.objects.get().status == "done"


def test_one_call_is_in_flight_per_account(brand: Brand, tenant: Tenant) -> None:
    a_domain(tenant, uses=SENDING)
    a_domain(tenant, uses=SENDING)
    unpace(brand)
    claimed(brand)
    assert isinstance(claim(brand.account.pk), Wait)


def test_a_spent_budget_says_until_when_to_wait(brand: Brand, tenant: Tenant) -> None:
    type(brand.account).objects.update(calls_per_period=1)
    a_domain(tenant, uses=SENDING)
    a_domain(tenant, uses=SENDING)
    unpace(brand)
    assert step(brand.account.pk)
    waits = claim(brand.account.pk)
    assert isinstance(waits, Wait)
    assert waits.until is not None
    assert waits.until > ApiCall.objects.get().completed_at + timedelta(seconds=60)


def test_tenants_take_turns_whoever_came_first(brand: Brand) -> None:
    busy, quiet = a_tenant(brand), a_tenant(brand)
    for _ in range(4):
        a_domain(busy, uses=SENDING)
    a_domain(quiet, uses=SENDING)
    served = [operation.tenant_id for operation in line(brand.account, clock.now())]
    assert served == [busy.pk, quiet.pk, busy.pk, busy.pk, busy.pk]


def test_a_tenant_that_was_last_served_a_year_ago_is_served_like_any_other(
    brand: Brand, tenant: Tenant
) -> None:
    """0.5 to the power of the time since then is no number that PostgreSQL has."""
    domain = a_domain(tenant, uses=frozenset({Use.SENDING}))
    long_ago = clock.now() - timedelta(days=365)
    Turn.objects.create(account=brand.account, tenant=tenant, used=1e6, served_at=long_ago)
    assert step(brand.account.pk)
    assert Turn.objects.get(tenant=tenant).used == pytest.approx(1)
    assert Operation.objects.get(domain=domain).status == Operation.Status.DONE


def test_who_has_used_the_least_lately_goes_first_with_all_of_a_few(brand: Brand) -> None:
    busy, quiet = a_tenant(brand), a_tenant(brand)
    for tenant in (busy, busy, busy, quiet, quiet):
        a_domain(tenant, uses=SENDING)
    now = clock.now()
    Turn.objects.create(account=brand.account, tenant=busy, used=8, served_at=now)
    order = [quiet.pk, quiet.pk, busy.pk, busy.pk, busy.pk]
    assert [operation.tenant_id for operation in line(brand.account, now)] == order
    later = now + 4 * HALF_LIFE
    order = [quiet.pk, busy.pk, quiet.pk, busy.pk, busy.pk]
    assert [operation.tenant_id for operation in line(brand.account, later)] == order


def test_whoever_watches_goes_first_and_is_told_the_place(brand: Brand) -> None:
    for _ in range(3):
        a_domain(a_tenant(brand), uses=SENDING)
    mine = a_domain(a_tenant(brand), uses=SENDING)
    now = clock.now()
    assert [place for _, place, _ in places(brand.account, now, domain=mine)] == [4]
    with within(mine.tenant):
        assert [place for _, place, _ in places(brand.account, now, domain=mine)] == [4]
    Domain.objects.filter(pk=mine.pk).update(watched_until=now + timedelta(seconds=20))
    assert [place for _, place, _ in places(brand.account, now, domain=mine)] == [1]


def test_waiting_long_raises_the_rank(brand: Brand) -> None:
    old, new = a_domain(a_tenant(brand), uses=SENDING), a_domain(a_tenant(brand), uses=SENDING)
    Operation.objects.filter(domain=old).update(rank=3, due_at=clock.now() - timedelta(minutes=45))
    Operation.objects.filter(domain=new).update(rank=1)
    assert line(brand.account, clock.now()).first().domain == old  # type: ignore[union-attr]


def test_a_backlog_that_waits_long_never_stands_beside_whoever_looks_on(brand: Brand) -> None:
    for _ in range(20):
        a_domain(a_tenant(brand), uses=SENDING)
    Operation.objects.update(due_at=clock.now() - timedelta(hours=10))
    mine = a_domain(a_tenant(brand), uses=SENDING)
    Domain.objects.filter(pk=mine.pk).update(watched_until=clock.now() + timedelta(seconds=20))
    assert line(brand.account, clock.now()).first().domain == mine  # type: ignore[union-attr]


def test_one_call_in_each_period_goes_past_the_screens_to_who_waits_long(brand: Brand) -> None:
    brand.account.calls_per_period = 4
    brand.account.save()
    waits = a_domain(a_tenant(brand), uses=SENDING)
    Operation.objects.update(due_at=clock.now() - timedelta(hours=1))
    watching = [a_domain(a_tenant(brand), uses=SENDING) for _ in range(5)]
    Domain.objects.exclude(pk=waits.pk).update(watched_until=clock.now() + timedelta(minutes=5))
    served = []
    for _ in range(5):
        operation = head(brand.account, clock.now())
        assert operation
        served.append(operation.domain_id)
        ApiCall.objects.update(started_at=PAST, completed_at=PAST)
        settle(claimed(brand), NotFound("nothing", 404))
    assert served.index(waits.pk) == 3
    assert set(served) - {waits.pk} <= {each.pk for each in watching}


def test_equal_wishes_are_one_operation(brand: Brand, tenant: Tenant) -> None:
    from cloudmailin.lifecycle.attach import request_sending

    domain = a_domain(tenant, uses=SENDING)
    request_sending(sending_of(domain))
    assert Operation.objects.count() == 1


@pytest.mark.parametrize("dies", ["before the call", "after the call"])
def test_a_worker_that_dies_leaves_one_object_and_nothing_stuck(
    brand: Brand, tenant: Tenant, witness: Witness, dies: str
) -> None:
    domain = a_domain(tenant, uses=SENDING)
    unpace(brand)
    late = claimed(brand)
    answer = call(late) if dies == "after the call" else None
    expire_lease()
    serve_all(brand)
    assert sending_of(domain).state == State.AWAITING_DNS
    assert len(witness.objects(brand.account.remote_id)["sending_domains"]) == 1
    if answer is not None:
        before = sending_of(domain).state_since
        settle(late, answer)
        assert sending_of(domain).state_since == before, "a late worker must not write"


def test_a_worker_held_up_after_its_claim_sends_nothing(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    domain = a_domain(tenant, uses=SENDING)
    late = claimed(brand)
    outcome = call(Claim(late.operation_id, late.fence, send_before=0))
    assert witness.calls(brand.account.remote_id) == []
    settle(late, outcome)
    Operation.objects.filter(domain=domain).update(due_at=PAST)
    unpace(brand)
    assert step(brand.account.pk)
    assert witness.calls(brand.account.remote_id) == ["POST /sending_domains"], (
        "and nothing needs looking into"
    )


@pytest.mark.django_db(transaction=True)
def test_a_frozen_claim_holds_up_no_other_worker(brand: Brand, tenant: Tenant) -> None:
    a_domain(tenant, uses=SENDING)
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=brand.account.pk)
        with ThreadPoolExecutor(1) as another_worker:
            assert another_worker.submit(claim_elsewhere, brand.account.pk).result() == Wait()


def test_whoever_edits_an_account_meanwhile_does_not_turn_back_its_fence(
    brand: Brand, tenant: Tenant
) -> None:
    a_domain(tenant, uses=SENDING)
    read_before = Account.objects.get(pk=brand.account.pk)
    claimed(brand)
    read_before.calls_per_period = 7
    read_before.save()
    now = Account.objects.get(pk=brand.account.pk)
    assert (now.fence, now.calls_per_period) == (1, 7)


def test_a_name_taken_elsewhere_is_rejected_not_adopted(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    from cloudmailin.client.client import Client

    domain = a_domain(tenant, uses=SENDING)
    account = brand.account
    Client(account.base_url, account.remote_id, account.api_key).create_sending_domain(domain=domain.name)
    step(account.pk)
    sending = sending_of(domain)
    assert (sending.state, sending.reason, sending.remote_id) == (State.REJECTED, "taken", "")


def test_a_refused_key_opens_the_circuit_until_it_is_changed(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    from cloudmailin.queue import circuit

    domain = a_domain(tenant, uses=SENDING)
    account = brand.account
    type(account).objects.update(api_key="wrong")
    step(account.pk)
    operation = Operation.objects.get()
    account.refresh_from_db()
    assert operation.status == "waiting"
    assert operation.outcome == "CloudMailin did not accept the API key."
    assert account.circuit_reason == "CloudMailin did not accept the API key."
    assert not step(account.pk)
    assert len(witness.calls(account.remote_id)) == 1
    account.api_key = "key"
    account.save()
    circuit.close(account)
    serve_all(brand)
    assert sending_of(domain).state == State.AWAITING_DNS


def test_a_429_closes_the_gate_and_nothing_is_lost(brand: Brand, tenant: Tenant, witness: Witness) -> None:
    account = brand.account
    witness.change_account(account.remote_id, limit=1)
    domain = a_domain(tenant, uses=SENDING)
    a_domain(tenant, uses=SENDING)
    unpace(brand)
    assert step(account.pk)
    assert step(account.pk)
    account.refresh_from_db()
    assert account.gate_until is not None
    assert account.gate_until > clock.now()
    assert not step(account.pk)
    assert sending_of(domain).state == State.AWAITING_DNS
    assert Operation.objects.filter(status="waiting").count() == 1


def test_what_was_removed_while_its_call_was_under_way_is_deleted_again(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    domain = a_domain(tenant, uses=SENDING)
    unpace(brand)
    under_way = claimed(brand)
    detach(domain)
    settle(under_way, call(under_way))
    serve_all(brand)
    assert witness.calls(brand.account.remote_id)[0] == "POST /sending_domains"
    assert witness.calls(brand.account.remote_id)[1].startswith("DELETE /sending_domains/")
    domain.refresh_from_db()
    assert domain.removed_at is not None


def test_what_was_removed_before_its_call_costs_none(brand: Brand, tenant: Tenant, witness: Witness) -> None:
    domain = a_domain(tenant, uses=SENDING)
    detach(domain)
    assert not step(brand.account.pk)
    domain.refresh_from_db()
    assert domain.removed_at is not None
    assert witness.calls(brand.account.remote_id) == []
