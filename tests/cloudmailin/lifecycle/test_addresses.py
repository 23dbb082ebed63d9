"""Inbound addresses: whose they are by the account's policy, and how changes reach CloudMailin once each."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from cloudmailin.lifecycle.addresses import InUse, follow, redirect, release
from cloudmailin.lifecycle.check import check_due
from cloudmailin.lifecycle.detach import detach
from cloudmailin.models import Account, Address, Domain, Operation
from cloudmailin.queue import clock
from cloudmailin.queue.call import call
from cloudmailin.queue.claim import Claim, claim
from cloudmailin.queue.settle import settle
from cloudmailin.queue.step import step
from cloudmailin.states import Use
from tenants.models import Brand, Tenant
from tenants.scoping import across_tenants
from tests.build import a_domain, a_tenant
from tests.witness import Witness

pytestmark = pytest.mark.django_db

RECEIVING = frozenset({Use.RECEIVING})
ELSEWHERE = "https://hooks.example.com/mail"


@pytest.fixture(autouse=True)
def _all_tenants() -> Iterator[None]:
    with across_tenants():
        yield


def by(brand: Brand, policy: str, **more: str) -> None:
    Account.objects.filter(brand=brand).update(address_policy=policy, **more)
    brand.account.refresh_from_db()


def work(account: int) -> None:
    """Check and serve until nothing moves any more."""
    waiting = Operation.objects.filter(status="waiting")
    deadline = time.monotonic() + 20
    busy = True
    while (busy or waiting.exists()) and time.monotonic() < deadline:
        Operation.objects.filter(status="waiting").update(due_at=clock.now())
        Domain.objects.filter(removed_at=None).update(
            watched_until=clock.now() + timedelta(minutes=5), next_check_at=clock.now()
        )
        check_due()
        busy = bool(step(account))


def receiving_domain(tenant: Tenant, witness: Witness) -> Domain:
    domain = a_domain(tenant, uses=RECEIVING)
    witness.publish_all(domain)
    return domain


def address_of(tenant: Tenant) -> Address:
    return Address.objects.get(tenant=tenant)


def send(tenant: Tenant, target: str = ELSEWHERE, *, auth: str = "") -> None:
    redirect(address_of(tenant), target=target, target_format="multipart+n", auth_header=auth)


def state_of(domain: Domain) -> str:
    return Domain.objects.select_related("receiving").get(pk=domain.pk).receiving.state


def test_tenants_share_one_address_that_is_made_once(brand: Brand, witness: Witness) -> None:
    by(brand, "shared", inbound_target="https://app.example.com/inbound")
    first, second = (receiving_domain(a_tenant(brand), witness) for _ in range(2))
    work(brand.account.pk)
    third = receiving_domain(a_tenant(brand), witness)
    work(brand.account.pk)
    there = witness.objects(brand.account.remote_id)
    assert len(there["addresses"]) == 1
    assert {each["address_id"] for each in there["custom_domains"]} == {there["addresses"][0]["id"]}
    assert [state_of(domain) for domain in (first, second, third)] == ["active"] * 3
    assert witness.calls(brand.account.remote_id).count("POST /addresses") == 1


def test_each_tenant_has_an_address_by_the_template(brand: Brand, witness: Witness) -> None:
    by(brand, "tenant", inbound_format="multipart+n", inbound_auth="")
    tenants = [a_tenant(brand), a_tenant(brand)]
    for tenant in tenants:
        receiving_domain(tenant, witness)
    work(brand.account.pk)
    there = witness.objects(brand.account.remote_id)["addresses"]
    assert {each["target"].rpartition("/")[2] for each in there} == {str(each.public_id) for each in tenants}
    assert {each["target_format"] for each in there} == {"multipart+n"}


def test_a_changed_template_reaches_all_addresses_but_those_that_a_customer_set(
    brand: Brand, witness: Witness
) -> None:
    theirs, ours = a_tenant(brand), a_tenant(brand)
    for tenant in (theirs, ours):
        receiving_domain(tenant, witness)
    work(brand.account.pk)
    send(theirs)
    by(brand, "tenant", inbound_target="https://new.example.com/{tenant}")
    assert follow(brand.account) == 1
    assert follow(brand.account) == 0
    work(brand.account.pk)
    targets = {each["target"] for each in witness.objects(brand.account.remote_id)["addresses"]}
    assert targets == {ELSEWHERE, f"https://new.example.com/{ours.public_id}"}


def test_a_change_of_the_shared_address_costs_one_call(brand: Brand, witness: Witness) -> None:
    by(brand, "shared", inbound_target="https://app.example.com/inbound")
    for _ in range(3):
        receiving_domain(a_tenant(brand), witness)
    work(brand.account.pk)
    by(brand, "shared", inbound_target="https://new.example.com/inbound")
    assert follow(brand.account) == 1
    work(brand.account.pk)
    [address] = witness.objects(brand.account.remote_id)["addresses"]
    assert address["target"] == "https://new.example.com/inbound"
    assert [call for call in witness.calls(brand.account.remote_id) if call.startswith("PATCH")] != []
    assert all(each.is_applied for each in Address.objects.filter(account=brand.account))


def test_a_customers_address_waits_until_they_say_where_mail_goes(brand: Brand, witness: Witness) -> None:
    by(brand, "customer", inbound_target="")
    tenant = a_tenant(brand)
    domain = receiving_domain(tenant, witness)
    work(brand.account.pk)
    assert state_of(domain) == "awaiting_dns"
    assert witness.calls(brand.account.remote_id) == []
    send(tenant, auth="Basic c2VjcmV0")
    work(brand.account.pk)
    assert state_of(domain) == "active"
    [address] = witness.objects(brand.account.remote_id)["addresses"]
    assert (address["target"], address["target_format"]) == (ELSEWHERE, "multipart+n")
    assert address["auth_header"] == "Basic c2VjcmV0"


def test_a_change_made_while_another_is_under_way_is_not_lost(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    receiving_domain(tenant, witness)
    work(brand.account.pk)
    send(tenant)
    claimed = claim(brand.account.pk)
    assert isinstance(claimed, Claim)
    outcome = call(claimed)
    send(tenant, "https://last.example.com/")
    settle(claimed, outcome)
    assert not address_of(tenant).is_applied
    work(brand.account.pk)
    assert witness.objects(brand.account.remote_id)["addresses"][0]["target"] == "https://last.example.com/"
    assert address_of(tenant).is_applied


def test_a_refused_target_is_said_and_not_asked_for_again(brand: Brand, witness: Witness) -> None:
    by(brand, "customer", inbound_target="https://user:secret@app.example.com/")
    tenant = a_tenant(brand)
    domain = receiving_domain(tenant, witness)
    for _ in range(8):
        work(brand.account.pk)
    asked = witness.calls(brand.account.remote_id).count("POST /addresses")
    work(brand.account.pk)
    assert "username" in address_of(tenant).problem
    assert witness.calls(brand.account.remote_id).count("POST /addresses") == asked
    send(tenant)
    work(brand.account.pk)
    assert (address_of(tenant).problem, state_of(domain)) == ("", "active")


def test_an_address_is_deleted_only_when_nothing_hangs_on_it_and_made_anew_later(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    domain = receiving_domain(tenant, witness)
    work(brand.account.pk)
    with pytest.raises(InUse):
        release(address_of(tenant))
    detach(domain, at_once=True)
    work(brand.account.pk)
    release(address_of(tenant))
    work(brand.account.pk)
    witness.settle_deletions()
    assert witness.objects(brand.account.remote_id)["addresses"] == []
    again = receiving_domain(tenant, witness)
    work(brand.account.pk)
    assert state_of(again) == "active"
    [address] = witness.objects(brand.account.remote_id)["addresses"]
    assert address["nickname"] == f"portal-{tenant.public_id}-2"
