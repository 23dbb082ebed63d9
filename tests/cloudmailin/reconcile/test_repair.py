"""What staff decide about drift, each decision all the way to CloudMailin and back to green."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cloudmailin.lifecycle.repair import choices, decide
from cloudmailin.lifecycle.taker import NotPossible
from cloudmailin.models import Address, ApiCall, Domain, DomainEvent, Drift, Operation
from cloudmailin.states import Use
from tenants.models import Brand, Tenant, User
from tenants.scoping import across_tenants
from tests.build import a_domain, a_tenant
from tests.cloudmailin.reconcile.way import LONG_AGO, by_hand, green, pass_time, run_round, serve, unused_name
from tests.witness import Witness

pytestmark = pytest.mark.django_db

Decision = Drift.Decision
SENDING = frozenset({Use.SENDING})


@pytest.fixture(autouse=True)
def _all_tenants() -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def staff(db: None) -> User:
    return User.objects.create_superuser("staff@example.com", "a-long-password")


def reloaded(domain: Domain) -> Domain:
    return Domain.objects.select_related("account", "receiving__address", "sending").get(pk=domain.pk)


def deletions(witness: Witness, brand: Brand) -> list[str]:
    return [call for call in witness.calls(brand.account.remote_id) if call.startswith("DELETE")]


def test_what_vanished_is_made_again_and_comes_back_to_green(
    brand: Brand, tenant: Tenant, witness: Witness, staff: User
) -> None:
    domain, account = green(tenant, witness), brand.account
    by_hand(account).delete_address(domain.receiving.address.remote_id)
    by_hand(account).delete_sending_domain(domain.sending.remote_id)
    witness.settle_deletions()
    run_round(account)
    rows = {row.what: row for row in Drift.objects.filter(kind="vanished")}
    assert set(rows) == {"address", "receiving", "sending"}
    by_us = len(deletions(witness, brand))
    for row in rows.values():
        decide(row, Decision.RECREATE, actor=staff)
    serve(account)
    witness.publish_all(domain)
    serve(account)
    domain = reloaded(domain)
    assert (domain.receiving.state, domain.sending.state) == ("active", "verified")
    there = witness.objects(account.remote_id)
    assert {shelf: len(things) for shelf, things in there.items()} == {
        "addresses": 1,
        "custom_domains": 1,
        "sending_domains": 1,
    }
    assert len(deletions(witness, brand)) == by_us
    assert DomainEvent.objects.filter(domain=domain, kind="renewed", actor=staff).count() == 2
    assert {(row.status, row.decided_by) for row in Drift.objects.all()} == {("resolved", staff)}
    run_round(account)
    assert not Drift.objects.exclude(status="resolved").exists()


def test_nothing_is_made_again_for_a_name_whose_proof_has_gone(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    domain, account = green(tenant, witness), brand.account
    by_hand(account).delete_sending_domain(domain.sending.remote_id)
    witness.settle_deletions()
    run_round(account)
    witness.withdraw(f"{brand.proof_label}.{domain.name}", "TXT")
    serve(account)
    row = Drift.objects.get()
    with pytest.raises(NotPossible, match="proof"):
        decide(row, Decision.RECREATE)
    row.refresh_from_db()
    assert (row.status, row.decision) == ("open", "")
    assert not DomainEvent.objects.filter(kind="renewed").exists()


def test_what_is_ignored_stays_so_until_it_looks_different(
    brand: Brand, tenant: Tenant, witness: Witness, staff: User
) -> None:
    domain, account = green(tenant, witness), brand.account
    client, id_ = by_hand(account), domain.receiving.address.remote_id
    client.change_address(id_, target="https://one.example.com/")
    run_round(account)
    row = Drift.objects.get()
    decide(row, Decision.IGNORE, actor=staff)
    run_round(account)
    row.refresh_from_db()
    assert (row.status, row.decided_by) == ("ignored", staff)
    client.change_address(id_, target="https://two.example.com/")
    run_round(account)
    row.refresh_from_db()
    assert (row.status, row.theirs["target"]) == ("open", "https://two.example.com/")
    assert Drift.objects.count() == 1


def test_a_change_by_hand_is_taken_over_or_taken_back(brand: Brand, tenant: Tenant, witness: Witness) -> None:
    domain, account = green(tenant, witness), brand.account
    ours, id_ = domain.receiving.address.target, domain.receiving.address.remote_id
    by_hand(account).change_address(id_, target="https://one.example.com/")
    run_round(account)
    decide(Drift.objects.get(), Decision.ADOPT)
    address = Address.objects.get()
    assert (address.target, address.is_custom, address.is_applied) == ("https://one.example.com/", True, True)
    run_round(account)
    Address.objects.update(target=ours)
    run_round(account)
    decide(Drift.objects.get(status="open"), Decision.RECREATE)
    serve(account)
    assert witness.objects(account.remote_id)["addresses"][0]["target"] == ours


def test_a_sending_domain_made_anew_by_hand_is_adopted_with_its_records(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    domain, account = green(tenant, witness), brand.account
    by_hand(account).delete_sending_domain(domain.sending.remote_id)
    witness.settle_deletions()
    made = by_hand(account).create_sending_domain(domain=domain.name)
    run_round(account)
    assert set(Drift.objects.values_list("kind", flat=True)) == {"vanished", "unknown"}
    decide(Drift.objects.get(kind="unknown"), Decision.ADOPT)
    domain = reloaded(domain)
    assert (domain.sending.remote_id, domain.sending.dkim_selector) == (made.id, made.dkim_selector)
    assert domain.sending.state == "awaiting_dns", "its signature record is another one"
    assert not Drift.objects.exclude(status="resolved").exists()
    witness.publish_all(domain)
    serve(account)
    assert reloaded(domain).sending.state == "verified"


@pytest.mark.parametrize("with_ledger", [True, False], ids=["with a ledger", "without a ledger"])
def test_after_a_restore_everything_is_adopted_and_nothing_made_twice(
    brand: Brand, tenant: Tenant, witness: Witness, with_ledger: bool
) -> None:
    domain, account = green(tenant, witness), brand.account
    there = witness.objects(account.remote_id)
    type(domain.sending).objects.update(remote_id="", state="requested", dkim_selector="")
    type(domain.receiving).objects.update(remote_id="", state="awaiting_dns")
    Address.objects.update(remote_id="", email="", applied_revision=0)
    if not with_ledger:
        ApiCall.objects.all().delete()
        Operation.objects.all().delete()
    for _ in range(2):
        run_round(account)
        while row := Drift.objects.filter(status="open").first():
            decide(row, Decision.ADOPT)
    serve(account)
    domain = reloaded(domain)
    assert (domain.receiving.state, domain.sending.state) == ("active", "verified")
    after = witness.objects(account.remote_id)
    assert {shelf: [each["id"] for each in things] for shelf, things in after.items()} == {
        shelf: [each["id"] for each in things] for shelf, things in there.items()
    }
    run_round(account)
    assert not Drift.objects.exclude(status="resolved").exists()


def test_nobody_gets_an_object_without_a_right_to_it(brand: Brand, tenant: Tenant, witness: Witness) -> None:
    account = brand.account
    name = unused_name()
    made = by_hand(account).create_sending_domain(domain=name)
    nicknamed = by_hand(account).create_address(
        target="https://a.example.com/", target_format="json+n", nickname="portal-x"
    )
    first, second = a_domain(tenant, name, SENDING), a_domain(a_tenant(brand), name)
    serve(account)
    run_round(account)
    rows = list(Drift.objects.filter(status="open"))
    assert {made.id, nicknamed.id} <= {row.remote_id for row in rows}
    for row in rows:
        with pytest.raises(NotPossible):
            decide(row, Decision.ADOPT)
    assert {reloaded(each).sending.remote_id for each in (first, second)} == {""}


def test_a_name_that_was_taken_is_adopted_once_it_is_proven(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    account = brand.account
    made = by_hand(account).create_sending_domain(domain=unused_name())
    domain = a_domain(tenant, made.domain, SENDING)
    serve(account)
    row = Drift.objects.get(kind="taken")
    with pytest.raises(NotPossible):
        decide(row, Decision.ADOPT)
    witness.publish_all(domain)
    serve(account)
    decide(row, Decision.ADOPT)
    witness.publish_all(domain)
    serve(account)
    sending = reloaded(domain).sending
    assert (sending.state, sending.remote_id) == ("verified", made.id)


def test_a_domain_no_longer_verified_is_verified_again(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    domain, account = green(tenant, witness), brand.account
    witness.withdraw(domain.sending.mta_domain, "CNAME")
    with pytest.raises(Exception, match="not all visible"):
        by_hand(account).verify_sending_domain(domain.sending.remote_id)
    run_round(account)
    witness.publish_all(domain)
    decide(Drift.objects.get(), Decision.RECREATE)
    assert reloaded(domain).sending.state == "verifying"
    serve(account)
    assert reloaded(domain).sending.state == "verified"
    pass_time(LONG_AGO)
    run_round(account)
    assert not Drift.objects.exclude(status="resolved").exists()


def test_what_is_resolved_offers_no_choice(brand: Brand, tenant: Tenant, witness: Witness) -> None:
    account = brand.account
    by_hand(account).create_sending_domain(domain=unused_name())
    green(tenant, witness)
    run_round(account)
    row = Drift.objects.get()
    assert choices(row) == (Decision.ADOPT, Decision.IGNORE)
    Drift.objects.update(status="resolved")
    with pytest.raises(NotPossible):
        decide(row, Decision.IGNORE)
