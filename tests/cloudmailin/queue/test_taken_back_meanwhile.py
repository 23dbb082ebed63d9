"""A domain is taken away in the very moment in which its operation is taken up, or its answer written down."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import pytest
from django.db import connection, transaction

from cloudmailin.client.errors import Unavailable
from cloudmailin.lifecycle.detach import detach
from cloudmailin.models import Address, Domain, Operation, ReceivingDomain, SendingDomain
from cloudmailin.queue import clock
from cloudmailin.queue.call import call
from cloudmailin.queue.claim import Claim, Wait, claim
from cloudmailin.queue.enqueue import enqueue
from cloudmailin.queue.settle import settle
from cloudmailin.states import State, Use
from tenants.models import Tenant
from tenants.scoping import across_tenants
from tests.build import a_domain

Result = TypeVar("Result")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _all_tenants() -> Iterator[None]:
    with across_tenants():
        yield


def meanwhile(first: Callable[[], object], second: Callable[[], Result]) -> Result:
    """Do the first; while its transaction is open the second begins on another connection, and comes to wait."""

    def by_another() -> Result:
        try:
            return second()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            first()
            running = other.submit(by_another)
            _wait_for_a_lock()
        return running.result(20)


def _wait_for_a_lock() -> None:
    deadline = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN"
                " (SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("nobody came to wait")


def test_an_operation_that_is_just_cancelled_is_not_taken_up(tenant: Tenant) -> None:
    domain = a_domain(tenant, uses=frozenset({Use.SENDING}))
    claimed = meanwhile(lambda: detach(domain), lambda: claim(domain.account_id))
    assert isinstance(claimed, Wait)
    assert Operation.objects.get().status == Operation.Status.CANCELLED


def test_a_removal_is_not_overwritten_by_an_answer(tenant: Tenant) -> None:
    domain = a_domain(tenant, uses=frozenset({Use.SENDING}))
    claimed = claim(domain.account_id)
    assert isinstance(claimed, Claim)
    made = call(claimed)
    meanwhile(lambda: detach(domain), lambda: settle(claimed, made))
    assert SendingDomain.objects.get().state == State.REMOVING
    waiting = Operation.objects.get(status=Operation.Status.WAITING)
    assert waiting.kind == Operation.Kind.DELETE_SENDING


def test_what_is_added_to_a_name_that_is_just_removed_begins_anew(tenant: Tenant) -> None:
    domain = a_domain(tenant, uses=frozenset({Use.SENDING}))
    again = meanwhile(
        lambda: detach(domain), lambda: a_domain(tenant, domain.name, frozenset({Use.RECEIVING}))
    )
    assert again.removed_at is None
    assert again.pk != domain.pk


@pytest.mark.parametrize("use", list(Use))
def test_what_is_taken_away_during_a_call_that_had_no_effect_goes_all_the_same(
    tenant: Tenant, use: Use
) -> None:
    domain = a_domain(tenant, uses=frozenset({use}))
    if use is Use.RECEIVING:
        Address.objects.update(remote_id="a1")
        receiving = ReceivingDomain.objects.get()
        ReceivingDomain.objects.update(state=State.PROVISIONING)
        enqueue(Operation.Kind.CREATE_RECEIVING, receiving.pk, domain)
    claimed = claim(domain.account_id)
    assert isinstance(claimed, Claim)
    detach(domain)
    settle(claimed, Unavailable("CloudMailin has a fault of its own.", 503))
    Operation.objects.filter(status="waiting").update(due_at=clock.now())
    Domain.objects.update(watched_until=clock.now() + timedelta(minutes=1))
    assert isinstance(claim(domain.account_id), Wait), "nothing is left to call"
    assert Domain.objects.get().removed_at is not None
