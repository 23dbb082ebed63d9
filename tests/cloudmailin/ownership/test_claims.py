"""Whose domain it is, over real DNS: proof, conflict, displacement, release, expiry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db.models import F

from cloudmailin.dns.records import Purpose
from cloudmailin.lifecycle.attach import BeingRemoved, OnlyReceives
from cloudmailin.lifecycle.detach import detach
from cloudmailin.lifecycle.wanted import record_sets
from cloudmailin.models import Domain, DomainEvent, Operation, ReceivingDomain
from cloudmailin.ownership.decide import Decision, Settled, decide
from cloudmailin.ownership.expire import expire_due, remind_due
from cloudmailin.ownership.release import end_overdue, release_all
from cloudmailin.ownership.rules import DISPLACING, OPEN, PENDING_FOR, QUARANTINE, REMINDERS, WEAKENING, Claim
from cloudmailin.queue import clock
from cloudmailin.states import State, Use
from cloudmailin.steadiness import RETURNING
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
    assert DomainEvent.objects.filter(domain=holder, kind="kept").count() == 1
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


def test_a_wildcard_is_proven_and_received_like_any_name(brand: Brand, witness: Witness) -> None:
    wild = a_domain(a_tenant(brand), "*.wild.test", RECEIVING)
    witness.publish_all(wild)
    look(wild, times=2)
    assert states(wild) == {"receiving": State.ACTIVE}
    there = witness.objects(brand.account.remote_id)["custom_domains"]
    assert [each["domain"] for each in there] == ["*.wild.test"]
    with pytest.raises(OnlyReceives):
        a_domain(wild.tenant, "*.sending.test", SENDING)


def test_a_wildcard_is_refused_while_somebody_elses_name_is_below_it(brand: Brand, witness: Witness) -> None:
    child = green(a_tenant(brand), witness, "in.swallow.test")
    wild = a_domain(a_tenant(brand), "*.swallow.test", RECEIVING)
    witness.publish_all(wild)
    look(wild, times=3)
    assert (claim(child), claim(wild)) == (Claim.PROVEN, Claim.CONTESTED)
    assert states(wild) == {"receiving": State.AWAITING_DNS}
    detach(child, at_once=True)
    look(child)
    look(wild, times=2)
    assert claim(wild) == Claim.PROVEN


def test_its_own_tenants_names_are_no_hindrance_and_are_covered(brand: Brand, witness: Witness) -> None:
    tenant = a_tenant(brand)
    wild = a_domain(tenant, "*.own.test", RECEIVING)
    witness.publish_all(wild)
    look(wild, times=2)
    child = a_domain(tenant, "in.own.test", RECEIVING)
    look(child)
    assert claim(child) == Claim.PROVEN


def test_a_release_waits_for_the_mx_and_ends_at_the_brands_limit(brand: Brand, witness: Witness) -> None:
    domain = green(a_tenant(brand), witness)
    detach(domain)
    look(domain, times=3)
    assert states(domain) == {"receiving": State.RELEASING}
    with pytest.raises(BeingRemoved):
        a_domain(domain.tenant, domain.name, SENDING)
    assert end_overdue() == 0
    almost = timedelta(days=brand.release_days) - timedelta(minutes=1)
    ReceivingDomain.objects.filter(domain=domain).update(state_since=clock.now() - almost)
    assert end_overdue() == 0
    brand.release_days -= 1
    brand.save()
    assert end_overdue() == 1
    look(domain)
    assert Domain.objects.get(pk=domain.pk).removed_at


def test_a_release_ends_by_itself_once_the_mx_is_gone(brand: Brand, witness: Witness) -> None:
    domain = green(a_tenant(brand), witness)
    detach(domain)
    witness.withdraw(domain.name, "MX")
    look(domain)
    assert states(domain) == {"receiving": State.RELEASING}, "not on a single look"
    ReceivingDomain.objects.filter(domain=domain).update(
        contrary_since=F("contrary_since") - RETURNING.lasting
    )
    look(domain, times=2)
    assert Domain.objects.get(pk=domain.pk).removed_at


def test_a_tenant_that_leaves_gives_up_all_of_its_names_with_care(brand: Brand, witness: Witness) -> None:
    tenant = a_tenant(brand)
    working, waiting = green(tenant, witness), a_domain(tenant)
    other = green(a_tenant(brand), witness)
    assert release_all(tenant, reason="closed") == 2
    look(working, waiting)
    assert states(working) == {"receiving": State.RELEASING}
    assert claim(waiting) == Claim.RELEASED
    assert states(other)["receiving"] == State.ACTIVE


def test_sending_that_waited_for_the_quarantine_goes_on_when_it_is_over(
    brand: Brand, witness: Witness
) -> None:
    former = green(a_tenant(brand), witness, "rested.test")
    detach(former, at_once=True)
    look(former)
    witness.settle_deletions()
    late = a_domain(a_tenant(brand), "rested.test", SENDING)
    look(late)
    assert states(late) == {"sending": State.REQUESTED}
    Domain.objects.filter(pk=former.pk).update(claim_since=F("claim_since") - QUARANTINE)
    look(late)
    assert states(late) == {"sending": State.AWAITING_DNS}


def test_a_brand_may_have_all_sending_wait_for_the_proof(brand: Brand, witness: Witness) -> None:
    brand.sending_before_proof = False
    brand.save()
    domain = a_domain(a_tenant(brand), uses=SENDING)
    look(domain)
    assert states(domain) == {"sending": State.REQUESTED}
    witness.publish_all(domain)
    look(domain, times=2)
    assert states(domain) == {"sending": State.AWAITING_DNS}


def test_other_name_servers_ask_for_a_fresh_look(brand: Brand, witness: Witness) -> None:
    domain = green(a_tenant(brand), witness)
    Domain.objects.filter(pk=domain.pk).update(
        name_servers="ns1.former.test ns2.former.test", touched_at=clock.now() - timedelta(days=90)
    )
    look(domain)
    event = DomainEvent.objects.get(domain=domain, kind="name_servers_changed")
    assert event.detail["before"] == ["ns1.former.test", "ns2.former.test"]
    assert clock.now() - Domain.objects.get(pk=domain.pk).touched_at < timedelta(minutes=1)


def test_reminders_come_twice_before_the_end(tenant: Tenant) -> None:
    domain = a_domain(tenant)
    reminded = []
    for day in range(PENDING_FOR.days):
        Domain.objects.filter(pk=domain.pk).update(claim_since=clock.now() - timedelta(days=day, hours=1))
        reminded += [day] * remind_due()
    assert reminded == [after.days for after in REMINDERS]
    told = DomainEvent.objects.filter(domain=domain, kind="reminded").order_by("pk")
    assert [event.detail["days_left"] for event in told] == [10, 3]
