"""What is kept of a check: how each finding was made, since it changed, and until when caches hide it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from cloudmailin.dns.answers import Found, Question, RecordType
from cloudmailin.dns.finding import Finding as Seen
from cloudmailin.dns.finding import FindingStatus
from cloudmailin.dns.records import Purpose
from cloudmailin.dns.transcript import Exchange
from cloudmailin.lifecycle.check import check_due
from cloudmailin.lifecycle.evidence import kept, lines
from cloudmailin.lifecycle.observe import observe
from cloudmailin.models import Domain, Finding
from cloudmailin.queue import clock
from tenants.models import Tenant
from tenants.scoping import across_tenants
from tests.build import a_domain
from tests.witness import Witness

pytestmark = pytest.mark.django_db

RIGHT = Seen(Purpose.OWNERSHIP, FindingStatus.OK, "token_right")


@pytest.fixture(autouse=True)
def _all_tenants() -> Iterator[None]:
    with across_tenants():
        yield


def check(domain: Domain) -> Finding:
    """The finding about its token after one more check."""
    Domain.objects.filter(pk=domain.pk).update(next_check_at=clock.now())
    check_due()
    return Finding.objects.get(domain=domain, purpose=Purpose.OWNERSHIP)


def test_a_finding_keeps_who_was_asked_and_what_came_back(tenant: Tenant, witness: Witness) -> None:
    domain = a_domain(tenant)
    missing = check(domain)
    assert {line.said for line in lines(missing.exchanges)} <= {"nxdomain", "nodata"}
    assert all(line.server and line.address.startswith("127.") for line in lines(missing.exchanges))
    witness.publish_all(domain)
    found = check(domain)
    [value] = {value for line in lines(found.exchanges) for value in line.values}
    assert value == f"domain-verification={domain.token}"


def test_it_is_kept_as_it_was_when_the_finding_changed(tenant: Tenant, witness: Witness) -> None:
    domain = a_domain(tenant)
    witness.publish_all(domain)
    first, again = check(domain), check(domain)
    assert (again.changed_at, again.exchanges) == (first.changed_at, first.exchanges)


def seen(domain: Domain, hidden_seconds: int | None) -> Finding:
    observe(domain, [replace(RIGHT, hidden_seconds=hidden_seconds)])
    return Finding.objects.get(domain=domain, purpose=Purpose.OWNERSHIP)


def test_it_says_when_the_caches_will_have_forgotten(tenant: Tenant) -> None:
    domain = a_domain(tenant)
    hidden = seen(domain, 300)
    assert hidden.visible_at is not None
    assert timedelta(0) <= clock.now() + timedelta(seconds=300) - hidden.visible_at < timedelta(minutes=1)
    countdown = seen(domain, 290)
    assert countdown.visible_at == hidden.visible_at
    visible = seen(domain, 0)
    assert (visible.visible_at, visible.changed_at) == (None, hidden.changed_at)


def test_a_strangers_records_are_kept_in_part() -> None:
    values = tuple(str(number) * 1000 for number in range(5))
    question = Question("shop.test", RecordType.TXT)
    exchange = Exchange(question, "ns1.test", "192.0.2.1", "udp", Found(values, 300), 5)
    stored = kept([exchange] * 1000)
    assert len(stored) <= 60
    assert all(len(value) <= 500 for line in lines(stored) for value in line.values)
