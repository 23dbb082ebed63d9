"""Whose domain it is, over real DNS: proof, conflict, displacement, release, expiry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db.models import F

from cloudmailin.dns.records import Purpose
from cloudmailin.lifecycle.detach import detach
from cloudmailin.lifecycle.wanted import record_sets
from cloudmailin.models import Domain, DomainEvent, Operation
from cloudmailin.ownership.decide import Decision, Settled, decide
from cloudmailin.ownership.expire import expire_due
from cloudmailin.ownership.rules import DISPLACING, OPEN, PENDING_FOR, WEAKENING, Claim
from cloudmailin.queue import clock
from cloudmailin.states import State, Use
from tenants.models import Brand, Tenant, User
from tenants.scoping import across_tenants
from tests.build import a_domain, a_tenant
from tests.cloudmailin.working import green, states, work
from tests.witness import Witness

RECEIVING = frozenset({Use.RECEIVING})
SENDING = frozenset({Use.SENDING})


@pytest.fixture(autouse=True)
def _tests_see_all_tenants(db: None) -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def staff(db: None) -> User:
    return User.objects.create_superuser("staff@example.com", "a-long-password")


def claim(domain: Domain) -> str:
    return Domain.objects.get(pk=domain.pk).claim


def proof_of(domain: Domain) -> str:
    return f"{domain.tenant.brand.proof_label}.{domain.name}"


def let_pass(domain: Domain, time: timedelta) -> None:
    """For the doubts about its proof."""
    Domain.objects.filter(pk=domain.pk).update(contrary_since=F("contrary_since") - time)


def look(*domains: Domain, times: int = 1) -> None:
    for _ in range(times):
        for domain in domains:
            work(domain)


def test_who_has_left_its_records_behind_gives_nobody_else_the_name(brand: Brand, witness: Witness) -> None:
    former = green(a_tenant(brand), witness, "left-behind.test")
    detach(former, at_once=True)
    look(former)
    witness.settle_deletions()
    thief = a_domain(a_tenant(brand), "left-behind.test")
    look(thief, times=3)
    assert claim(thief) == Claim.PENDING
    assert states(thief)["receiving"] == State.AWAITING_DNS
    assert witness.objects(brand.account.remote_id)["custom_domains"] == []
    assert witness.objects(brand.account.remote_id)["sending_domains"] == [], "nothing early while it rests"


def test_two_proofs_at_once_leave_the_name_with_its_holder(brand: Brand, witness: Witness) -> None:
    holder = green(a_tenant(brand), witness, "two-proofs.test")
    late = a_domain(a_tenant(brand), "two-proofs.test")
    witness.publish_all(late)
    look(late, holder, times=5)
    let_pass(late, timedelta(days=30))
    look(late, holder, times=5)
    assert (claim(holder), claim(late)) == (Claim.PROVEN, Claim.CONTESTED)
    assert states(holder) == {"receiving": State.ACTIVE, "sending": State.VERIFIED}


def test_a_fresh_proof_displaces_one_that_has_gone(brand: Brand, witness: Witness) -> None:
    holder = green(a_tenant(brand), witness, "sold.test")
    buyer = a_domain(a_tenant(brand), "sold.test")
    witness.withdraw(proof_of(holder), "TXT")
    witness.publish_all(buyer)
    look(buyer, holder, times=DISPLACING.looks)
    assert (claim(holder), claim(buyer)) == (Claim.PROVEN, Claim.CONTESTED), "not that soon"
    let_pass(holder, DISPLACING.lasting)
    look(buyer)
    assert claim(buyer) == Claim.PROVEN
    assert claim(holder) not in OPEN
    look(holder)
    witness.settle_deletions()
    Operation.objects.filter(status="waiting").update(due_at=clock.now())
    look(holder, buyer, times=2)
    witness.publish_all(buyer)
    look(buyer, times=2)
    assert claim(holder) == Claim.QUARANTINED
    assert states(buyer) == {"receiving": State.ACTIVE, "sending": State.VERIFIED}
    assert len(witness.objects(brand.account.remote_id)["custom_domains"]) == 1


def test_a_proof_that_is_gone_for_days_weakens_and_still_serves(brand: Brand, witness: Witness) -> None:
    domain = green(a_tenant(brand), witness)
    witness.withdraw(proof_of(domain), "TXT")
    look(domain, times=WEAKENING.looks)
    assert claim(domain) == Claim.PROVEN
    let_pass(domain, WEAKENING.lasting)
    look(domain)
    assert claim(domain) == Claim.WEAKENED
    assert states(domain) == {"receiving": State.ACTIVE, "sending": State.VERIFIED}


def test_a_claim_that_nobody_proves_ends_and_takes_with_it_what_was_made_early(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    domain = a_domain(tenant, uses=SENDING)
    look(domain)
    Domain.objects.filter(pk=domain.pk).update(claim_since=clock.now() - PENDING_FOR + timedelta(minutes=1))
    assert expire_due() == 0
    Domain.objects.filter(pk=domain.pk).update(claim_since=clock.now() - PENDING_FOR)
    assert expire_due() == 1
    look(domain)
    witness.settle_deletions()
    assert witness.objects(brand.account.remote_id)["sending_domains"] == []
    assert claim(domain) == Claim.EXPIRED
    assert Domain.objects.get(pk=domain.pk).removed_at


def test_every_move_has_its_event(brand: Brand, witness: Witness) -> None:
    domain = green(a_tenant(brand), witness)
    detach(domain, at_once=True)
    look(domain)
    kinds = DomainEvent.objects.filter(domain=domain, use="").order_by("pk").values_list("kind", flat=True)
    assert [kind for kind in kinds if kind in set(Claim)] == [Claim.PROVEN, Claim.RELEASED, Claim.QUARANTINED]


def contested(brand: Brand, witness: Witness, name: str) -> tuple[Domain, Domain]:
    """The holder and the challenger, whose proofs both stand in DNS."""
    holder = green(a_tenant(brand), witness, name)
    challenger = a_domain(a_tenant(brand), name)
    witness.publish_all(challenger)
    look(challenger)
    assert claim(challenger) == Claim.CONTESTED
    return holder, challenger


def test_a_person_may_give_a_contested_name_away(brand: Brand, witness: Witness, staff: User) -> None:
    holder, challenger = contested(brand, witness, "given.test")
    decide(challenger, Decision.GIVE, actor=staff)
    look(holder, challenger, times=2)
    witness.settle_deletions()
    Operation.objects.filter(status="waiting").update(due_at=clock.now())
    look(holder, challenger, times=2)
    witness.publish_all(challenger)
    look(challenger, times=2)
    assert states(challenger) == {"receiving": State.ACTIVE, "sending": State.VERIFIED}
    assert claim(holder) == Claim.QUARANTINED
    event = DomainEvent.objects.get(domain=challenger, kind=Claim.PROVEN)
    assert (event.actor, event.detail["reason"]) == (staff, "decided")
    with pytest.raises(Settled):
        decide(challenger, Decision.GIVE, actor=staff)


def test_a_person_may_leave_it_with_its_holder(brand: Brand, witness: Witness, staff: User) -> None:
    holder, challenger = contested(brand, witness, "kept.test")
    decide(challenger, Decision.KEEP, actor=staff)
    look(holder, challenger)
    assert (claim(holder), claim(challenger)) == (Claim.PROVEN, Claim.RELEASED)
    assert states(holder) == {"receiving": State.ACTIVE, "sending": State.VERIFIED}


def test_a_proof_covers_names_below_for_the_same_tenant(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    green(tenant, witness, "family.test")
    child = a_domain(tenant, "in.family.test")
    look(child)
    assert claim(child) == Claim.PROVEN
    assert {each.purpose for each in record_sets(Domain.objects.get(pk=child.pk))} >= {Purpose.MX}
    assert Purpose.OWNERSHIP not in {each.purpose for each in record_sets(Domain.objects.get(pk=child.pk))}


def test_a_name_below_another_tenants_needs_its_own_proof_and_is_told_above(
    brand: Brand, witness: Witness
) -> None:
    parent = green(a_tenant(brand), witness, "parent.test")
    child = a_domain(a_tenant(brand), "in.parent.test")
    look(child)
    assert claim(child) == Claim.PENDING
    witness.publish_all(child)
    look(child)
    assert claim(child) == Claim.PROVEN
    event = DomainEvent.objects.get(domain=parent, kind="proven_below")
    assert event.detail == {"name": "in.parent.test"}
    assert claim(parent) == Claim.PROVEN
