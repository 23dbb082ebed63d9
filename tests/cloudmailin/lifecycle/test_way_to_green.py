"""From adding a domain to green and back: what DNS says, when a call is spent, and when none is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cloudmailin.lifecycle.attach import AlreadyAttached, TooManyUnproven, attach
from cloudmailin.lifecycle.detach import detach
from cloudmailin.lifecycle.retry import retry
from cloudmailin.models import Domain, DomainEvent, Finding, Operation, ReceivingDomain
from cloudmailin.ownership.rules import Claim
from cloudmailin.queue import clock
from cloudmailin.states import State, Use
from cloudmailin.steadiness import LEAVING_GOOD, RETURNING
from tenants.models import Brand, Tenant
from tenants.names import DomainName
from tenants.scoping import across_tenants
from tests.build import BOTH, a_brand, a_domain, a_tenant
from tests.cloudmailin.working import green, states, work
from tests.witness import Witness

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _all_tenants() -> Iterator[None]:
    with across_tenants():
        yield


def test_published_records_turn_green_with_one_and_two_calls_and_one_for_the_address(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    domain = green(tenant, witness)
    calls = witness.calls(brand.account.remote_id)
    assert sorted(call.split("/")[1] for call in calls) == [
        "addresses",
        "custom_domains",
        "sending_domains",
        "sending_domains",
    ]
    kinds = list(DomainEvent.objects.filter(domain=domain).order_by("pk").values_list("kind", "use"))
    assert kinds[:3] == [("added", ""), ("attached", "receiving"), ("attached", "sending")]
    assert ("proven", "") in kinds
    assert ("active", "receiving") in kinds
    assert ("verified", "sending") in kinds


def test_nothing_is_called_while_records_are_missing(brand: Brand, tenant: Tenant, witness: Witness) -> None:
    domain = a_domain(tenant, uses=frozenset({Use.RECEIVING}))
    for _ in range(5):
        work(domain)
    assert witness.calls(brand.account.remote_id) == []
    assert set(Finding.objects.filter(domain=domain).values_list("purpose", "status")) == {
        ("ownership", "missing"),
        ("mx", "missing"),
    }


def test_an_mx_record_without_the_proof_attaches_nothing(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    domain = a_domain(tenant, uses=frozenset({Use.RECEIVING}))
    for host in ("client1", "client2", "client3"):
        witness.publish(domain.name, "MX", f"10 {host}.cloudmailin.net")
    work(domain)
    assert states(domain) == {"receiving": State.AWAITING_DNS}
    assert witness.calls(brand.account.remote_id) == []


def test_another_tenants_proof_does_not_count(brand: Brand, witness: Witness) -> None:
    owner, thief = a_tenant(brand), a_tenant(brand)
    theirs = green(owner, witness, "both-want.test")
    mine = a_domain(thief, "both-want.test")
    work(mine)
    assert states(mine) == {"receiving": State.AWAITING_DNS, "sending": State.REQUESTED}
    assert Domain.objects.get(pk=mine.pk).proven_at is None
    assert states(theirs) == {"receiving": State.ACTIVE, "sending": State.VERIFIED}


def test_who_typed_first_gives_way_to_who_proves(brand: Brand, witness: Witness) -> None:
    squatter, owner = a_tenant(brand), a_tenant(brand)
    squat = a_domain(squatter, "fought-over.test", frozenset({Use.SENDING}))
    work(squat)
    assert states(squat) == {"sending": State.AWAITING_DNS}
    domain = a_domain(owner, "fought-over.test")
    work(domain)
    assert states(domain)["sending"] == State.REQUESTED
    witness.publish_all(domain)
    work(domain)
    assert states(squat) == {"sending": State.REJECTED}
    witness.settle_deletions()
    Operation.objects.filter(status="waiting").update(due_at=clock.now())
    work(domain)
    witness.publish_all(domain)
    work(domain)
    assert states(domain) == {"receiving": State.ACTIVE, "sending": State.VERIFIED}


def test_a_squatter_can_not_try_again_what_gave_way(brand: Brand, witness: Witness) -> None:
    squatter, owner = a_tenant(brand), a_tenant(brand)
    squat = a_domain(squatter, "given-way.test", frozenset({Use.SENDING}))
    work(squat)
    domain = a_domain(owner, "given-way.test", frozenset({Use.RECEIVING}))
    witness.publish_all(domain)
    work(domain)
    retry(Domain.objects.get(pk=squat.pk))
    assert states(squat) == {"sending": State.REJECTED}
    work(squat)
    witness.settle_deletions()
    assert witness.objects(brand.account.remote_id)["sending_domains"] == []


def test_a_second_proof_of_a_held_name_moves_nothing_without_a_person(brand: Brand, witness: Witness) -> None:
    holder, newcomer = a_tenant(brand), a_tenant(brand)
    held = green(holder, witness, "held.test")
    late = a_domain(newcomer, "held.test", frozenset({Use.RECEIVING}))
    witness.publish_all(late)
    work(late)
    assert Domain.objects.get(pk=late.pk).claim == Claim.CONTESTED
    assert states(late) == {"receiving": State.AWAITING_DNS}
    assert states(held)["receiving"] == State.ACTIVE


def test_a_good_state_is_left_and_regained_only_by_looks_that_last(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    domain = green(tenant, witness)
    receiving = ReceivingDomain.objects.filter(domain=domain)
    witness.withdraw(domain.name, "MX")
    for _ in range(LEAVING_GOOD.looks + 2):
        work(domain)
    assert states(domain)["receiving"] == State.ACTIVE
    receiving.update(contrary_since=clock.now() - LEAVING_GOOD.lasting)
    work(domain)
    assert states(domain)["receiving"] == State.DEGRADED
    calls = witness.calls(brand.account.remote_id)
    witness.publish_all(domain)
    work(domain)
    assert Finding.objects.get(domain=domain, purpose="mx").status == "ok", "the record is green at once"
    assert states(domain)["receiving"] == State.DEGRADED
    receiving.update(contrary_since=clock.now() - RETURNING.lasting)
    work(domain)
    assert states(domain)["receiving"] == State.ACTIVE
    assert witness.calls(brand.account.remote_id) == calls, "neither leaving nor coming back costs a call"


def test_an_unreachable_name_server_changes_nothing(
    brand: Brand, tenant: Tenant, witness: Witness, settings: object
) -> None:
    domain = green(tenant, witness)
    before = set(Finding.objects.filter(domain=domain).values_list("purpose", "status"))
    settings.DNS_RESOLVERS = (("127.0.0.1", 9),)  # type: ignore[attr-defined]
    ReceivingDomain.objects.filter(domain=domain).update(contrary_since=None, contrary_looks=0)
    for _ in range(2):
        work(domain)
    assert states(domain) == {"receiving": State.ACTIVE, "sending": State.VERIFIED}
    assert ReceivingDomain.objects.get(domain=domain).contrary_looks == 0
    assert set(Finding.objects.filter(domain=domain).values_list("purpose", "status")) == before


def test_adding_the_other_use_later_keeps_the_domain(brand: Brand, tenant: Tenant) -> None:
    domain = a_domain(tenant, uses=frozenset({Use.SENDING}))
    again = attach(tenant, DomainName(domain.name), {Use.RECEIVING, Use.SENDING})
    assert again.pk == domain.pk
    assert set(states(domain)) == {"receiving", "sending"}
    with pytest.raises(AlreadyAttached):
        attach(tenant, DomainName(domain.name), set(BOTH))


def test_unproven_names_are_limited(brand: Brand, tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cloudmailin.lifecycle.attach.MOST_UNPROVEN", 2)
    a_domain(tenant)
    a_domain(tenant)
    with pytest.raises(TooManyUnproven):
        a_domain(tenant)


def test_removing_waits_until_no_mail_is_led_here_any_more_and_frees_the_name(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    domain = green(tenant, witness)
    detach(domain)
    work(domain)
    witness.settle_deletions()
    assert states(domain) == {"receiving": State.RELEASING}
    assert witness.objects(brand.account.remote_id)["sending_domains"] == []
    assert len(witness.objects(brand.account.remote_id)["custom_domains"]) == 1, "mail still comes"
    witness.withdraw(domain.name, "MX")
    work(domain)
    ReceivingDomain.objects.filter(domain=domain).update(contrary_since=clock.now() - RETURNING.lasting)
    work(domain)
    witness.settle_deletions()
    assert witness.objects(brand.account.remote_id)["custom_domains"] == []
    assert Domain.objects.get(pk=domain.pk).claim == Claim.QUARANTINED
    again = a_domain(tenant, domain.name)
    assert again.token != domain.token, "a new claim has a new token"


def test_a_rejected_domain_can_be_tried_again(brand: Brand, tenant: Tenant) -> None:
    other = a_tenant(a_brand())
    domain = a_domain(other, uses=frozenset({Use.RECEIVING}))
    ReceivingDomain.objects.filter(domain=domain).update(state=State.REJECTED, reason="refused")
    retry(Domain.objects.get(pk=domain.pk))
    assert states(domain) == {"receiving": State.AWAITING_DNS}
