"""What a domain needs of its customer is kept by the database: it agrees with the rule, whoever writes what."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from cloudmailin.dns.finding import FindingStatus
from cloudmailin.dns.records import Purpose
from cloudmailin.models import Domain, Finding, ReceivingDomain, SendingDomain
from cloudmailin.models.domain import Need
from cloudmailin.queue import clock
from cloudmailin.states import GOOD, State, Use
from tenants.scoping import across_tenants
from tests.build import a_domain

TROUBLE = {State.DEGRADED, State.REJECTED}


@pytest.fixture(autouse=True)
def _all_tenants(db: None) -> Iterator[None]:
    with across_tenants():
        yield


def need(domain: Domain) -> Need:
    return Need(Domain.objects.values_list("need", flat=True).get(pk=domain.pk))


def found(domain: Domain, purpose: Purpose, status: FindingStatus) -> Finding:
    return Finding.objects.create(
        tenant=domain.tenant,
        domain=domain,
        purpose=purpose,
        status=status,
        code="missing",
        changed_at=clock.now(),
    )


def rule(states: set[State]) -> Need:
    if states & TROUBLE:
        return Need.ATTENTION
    return Need.UNDER_WAY if states - GOOD - {State.GONE} else Need.NOTHING


def test_the_worse_of_the_two_uses_decides() -> None:
    domain = a_domain()
    good = {Use.RECEIVING: State.ACTIVE, Use.SENDING: State.VERIFIED}
    common = set(State) - GOOD
    for receiving, sending in product(common | {good[Use.RECEIVING]}, common | {good[Use.SENDING]}):
        ReceivingDomain.objects.filter(domain=domain).update(state=receiving)
        SendingDomain.objects.filter(domain=domain).update(state=sending)
        assert need(domain) == rule({receiving, sending}), (receiving, sending)


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("status", FindingStatus)
def test_a_record_that_is_wrong_needs_attention_but_a_policy_is_the_customers_own(
    purpose: Purpose, status: FindingStatus
) -> None:
    domain = a_domain(uses=frozenset({Use.RECEIVING}))
    assert need(domain) == Need.UNDER_WAY
    finding = found(domain, purpose, status)
    wrong = status in (FindingStatus.WRONG, FindingStatus.CONFLICTING) and purpose is not Purpose.DMARC
    assert need(domain) == (Need.ATTENTION if wrong else Need.UNDER_WAY)
    Finding.objects.filter(pk=finding.pk).update(status=FindingStatus.OK)
    assert need(domain) == Need.UNDER_WAY
    Finding.objects.filter(pk=finding.pk).update(status=FindingStatus.WRONG)
    finding.delete()
    assert need(domain) == Need.UNDER_WAY


def test_once_proven_the_ownership_record_is_waited_for_no_more() -> None:
    domain = a_domain()
    found(domain, Purpose.OWNERSHIP, FindingStatus.WRONG)
    Domain.objects.filter(pk=domain.pk).update(proven_at=clock.now())
    assert need(domain) == Need.UNDER_WAY
    Domain.objects.filter(pk=domain.pk).update(proven_at=None)
    assert need(domain) == Need.ATTENTION


def test_many_at_once_are_kept_like_one() -> None:
    domains = [a_domain(uses=frozenset({Use.RECEIVING})) for _ in range(3)]
    rows = [
        Finding(
            tenant=each.tenant,
            domain=each,
            purpose=Purpose.MX,
            status=status,
            code="missing",
            changed_at=clock.now(),
        )
        for each, status in zip(domains, ("ok", "wrong", "conflicting"), strict=True)
    ]
    Finding.objects.bulk_create(rows)
    assert [need(each) for each in domains] == [Need.UNDER_WAY, Need.ATTENTION, Need.ATTENTION]
