"""Which mail a domain takes: sent when it is made, kept afterwards, and cleared up where it is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cloudmailin.lifecycle.reception import TooLate, limit
from cloudmailin.lifecycle.repair import decide
from cloudmailin.lifecycle.retry import retry
from cloudmailin.models import Account, Domain, Drift, ReceivingDomain
from cloudmailin.models.account import AddressPolicy
from cloudmailin.states import State, Use
from tenants.models import Brand, Tenant
from tenants.scoping import across_tenants
from tests.build import a_domain
from tests.cloudmailin.reconcile.way import LONG_AGO, by_hand, pass_time, run_round, serve, unused_name
from tests.witness import Witness

pytestmark = pytest.mark.django_db

PATTERN = r"\w+-\d+@.*"
TARGET = "https://own.example.com/in"


@pytest.fixture(autouse=True)
def _all_tenants() -> Iterator[None]:
    with across_tenants():
        yield


def limited(tenant: Tenant, witness: Witness, target: str = "") -> Domain:
    """Served with its records published."""
    domain = a_domain(tenant, unused_name(), frozenset({Use.RECEIVING}))
    assert limit(domain, auth_regex=PATTERN, domain_target=target)
    witness.publish_all(domain)
    serve(domain.account)
    return domain


def receiving(domain: Domain) -> ReceivingDomain:
    return ReceivingDomain.objects.get(domain=domain)


def offer_targets(brand: Brand) -> None:
    Account.objects.filter(brand=brand).update(domain_targets=True, address_policy=AddressPolicy.CUSTOMER)
    brand.account.refresh_from_db()


def test_it_arrives_with_the_creation_and_stays_as_it_is(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    offer_targets(brand)
    domain = limited(tenant, witness, TARGET)
    (made,) = witness.objects(brand.account.remote_id)["custom_domains"]
    assert (made["auth_regex"], made["domain_target"]) == (PATTERN, TARGET)
    with pytest.raises(TooLate):
        limit(domain, auth_regex="", domain_target="")


def test_a_target_is_not_asked_for_where_the_account_does_not_offer_it(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    limited(tenant, witness, TARGET)
    (made,) = witness.objects(brand.account.remote_id)["custom_domains"]
    assert (made["auth_regex"], made["domain_target"]) == (PATTERN, None)


def test_made_again_or_adopted_it_has_its_pattern(brand: Brand, tenant: Tenant, witness: Witness) -> None:
    domain, account = limited(tenant, witness), brand.account
    one = receiving(domain)
    by_hand(account).delete_custom_domain(one.remote_id, address_id=one.address.remote_id)
    witness.settle_deletions()
    pass_time(LONG_AGO)
    run_round(account)
    decide(Drift.objects.get(kind="vanished"), Drift.Decision.RECREATE)
    serve(account)
    (made,) = witness.objects(account.remote_id)["custom_domains"]
    assert (made["auth_regex"], receiving(domain).state) == (PATTERN, State.ACTIVE)
    ReceivingDomain.objects.filter(domain=domain).update(remote_id="", auth_regex="", state=State.REJECTED)
    pass_time(LONG_AGO)
    run_round(account)
    decide(Drift.objects.get(kind="unknown"), Drift.Decision.ADOPT)
    assert (receiving(domain).auth_regex, receiving(domain).state) == (PATTERN, State.ACTIVE)


def test_a_refused_target_is_said_and_stops_nobody_else(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    offer_targets(brand)
    witness.change_account(brand.account.remote_id, domain_target=False)
    Account.objects.filter(brand=brand).update(inbound_target="https://app.example.com/in")
    domain = limited(tenant, witness, TARGET)
    assert (receiving(domain).state, receiving(domain).reason) == (State.REJECTED, "own_target")
    assert Account.objects.get(brand=brand).circuit_opened_at is None
    limit(domain, auth_regex=PATTERN, domain_target="")
    retry(Domain.objects.select_related("receiving").get(pk=domain.pk))
    serve(brand.account)
    assert receiving(domain).state == State.ACTIVE
