"""Seven days in which no name server says anything of use: nothing changes, and nobody hears of it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta

import dns.rcode
import pytest
from django.core import mail
from django.db.models import Min
from pytest_django.fixtures import Settings

from cloudmailin.lifecycle import check
from cloudmailin.lifecycle.check import check_due
from cloudmailin.models import Domain, DomainEvent, Finding, Operation, ReceivingDomain
from cloudmailin.queue import clock
from cloudmailin.states import State
from portal.bench import clock as moved
from tenants.models import Brand, Tenant
from tenants.scoping import across_tenants
from tests.build import a_domain
from tests.cloudmailin.dns.conftest import HASTY, Network, open_network
from tests.cloudmailin.dns.scripted_server import Behaviour, fails_with, records, sends, silence
from tests.cloudmailin.working import green, states
from tests.witness import Witness

pytestmark = pytest.mark.django_db

DAYS = timedelta(days=7)
ROUND = timedelta(minutes=20)
"""Checks that are due within it are made together, to save the test's time."""

OUTAGES: tuple[Behaviour, ...] = (
    silence,
    fails_with(dns.rcode.SERVFAIL),
    fails_with(dns.rcode.REFUSED),
    records(lame=True),
    sends(b"\xff" * 40),
)


@pytest.fixture
def network() -> Iterator[Network]:
    """Name servers in a thread of their own, as checks keep this one busy."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    stack = AsyncExitStack()
    yield asyncio.run_coroutine_threadsafe(open_network(stack), loop).result(30)
    asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result(30)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(30)
    loop.close()


@pytest.fixture(autouse=True)
def _all_tenants() -> Iterator[None]:
    with across_tenants():
        yield


def snapshot() -> tuple[object, ...]:
    """Everything that an outage must leave alone."""
    return (
        sorted((domain.pk, *states(domain).items()) for domain in Domain.objects.all()),
        DomainEvent.objects.count(),
        Operation.objects.count(),
        sorted(Finding.objects.filter(status="ok").values_list("domain", "purpose", "code")),
        len(mail.outbox),
    )


def ask(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on checks ask these servers, with little patience."""
    asked = replace(network.settings, query_seconds=HASTY / 4)
    monkeypatch.setattr(check, "resolver_settings", lambda: asked)


def pass_days(network: Network, *, walk_fails: bool) -> int:
    """Check whatever is due for seven days, through each kind of outage in turn; how many checks that were."""
    began = now = clock.now()
    checked = 0
    while now - began < DAYS:
        outage = OUTAGES[int((now - began) / ROUND) % len(OUTAGES)]
        for server in (*network.ns, network.recursive) if walk_fails else network.ns:
            server.otherwise = outage
        checked += check_due()
        due = Domain.objects.aggregate(at=Min("next_check_at"))["at"]
        now = max(due, now) + ROUND if due else began + DAYS
        _set(now)
    return checked


def _set(moment: datetime) -> None:
    moved.move_to(moved.seconds_at(moment))


@pytest.mark.parametrize("walk_fails", [True, False], ids=["all servers", "the zones' own servers"])
def test_seven_days_without_dns_change_nothing(
    brand: Brand,
    tenant: Tenant,
    witness: Witness,
    settings: Settings,
    network: Network,
    monkeypatch: pytest.MonkeyPatch,
    walk_fails: bool,
) -> None:
    domains = [green(tenant, witness), green(tenant, witness), a_domain(tenant), a_domain(tenant)]
    ReceivingDomain.objects.filter(domain=domains[1]).update(state=State.DEGRADED)
    for domain in domains:
        network.has_zone(domain.name, *network.ns)
    Domain.objects.update(name_servers="")  # these zones have not moved: their servers have other names here
    real = clock.now()
    moved.install()
    moved.take_over()
    _set(real)
    ask(network, monkeypatch)
    before = snapshot()
    checked = pass_days(network, walk_fails=walk_fails)
    assert snapshot() == before
    assert 4 * 7 * 3 <= checked <= 4 * 7 * 24, "the schedule goes on, and makes no storm of it"
