"""A customer whose grace is over: mail flows until then, names are given up with care, people are forgotten last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from cloudmailin.models import Address, Domain, Finding, Operation
from cloudmailin.ownership.ending import end_tenants
from cloudmailin.queue import clock
from cloudmailin.states import State, Use
from tenants import deletion
from tenants.models import Membership, Tenant, User
from tenants.scoping import across_tenants
from tests.build import a_domain, a_member, a_tenant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tests_see_all_tenants(db: None) -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def tenant() -> Tenant:
    tenant = a_tenant()
    deletion.ask(tenant, actor=a_member(tenant))
    return tenant


def let_the_grace_pass() -> None:
    asked = Tenant.objects.filter(deletes_at__isnull=False)
    asked.update(deletes_at=timezone.now() - timedelta(seconds=1))


def receiving(tenant: Tenant) -> Domain:
    """As if it had been working for long: made there, with MX records that lead there."""
    domain = a_domain(tenant, uses=frozenset({Use.RECEIVING}))
    Address.objects.update(remote_id="a" * 20)
    type(domain.receiving).objects.update(state=State.ACTIVE, remote_id="r" * 20)
    Finding.objects.create(
        tenant=tenant, domain=domain, purpose="mx", status="ok", code="", changed_at=clock.now()
    )
    return domain


def test_within_the_grace_nothing_ends(tenant: Tenant) -> None:
    domain = receiving(tenant)
    assert end_tenants() == 0
    domain.refresh_from_db()
    assert domain.receiving.state == State.ACTIVE
    tenant.refresh_from_db()
    assert tenant.closed_at is None


def test_then_a_name_waits_for_its_mx_records_before_anything_is_deleted(tenant: Tenant) -> None:
    domain = receiving(tenant)
    let_the_grace_pass()
    for _ in range(3):
        assert end_tenants() == 0
    domain = Domain.objects.get(pk=domain.pk)
    assert domain.receiving.state == State.RELEASING
    tenant.refresh_from_db()
    assert tenant.closed_at
    assert Membership.objects.filter(tenant=tenant).exists()
    assert not Operation.objects.filter(kind__startswith="delete").exists()


def test_once_the_names_are_gone_its_address_goes_and_then_its_people(tenant: Tenant) -> None:
    domain = receiving(tenant)
    person = User.objects.get(memberships__tenant=tenant)
    let_the_grace_pass()
    end_tenants()
    type(domain.receiving).objects.update(state=State.GONE)
    Domain.objects.update(removed_at=timezone.now())
    assert [end_tenants(), end_tenants()] == [0, 0]
    assert Operation.objects.filter(kind=Operation.Kind.DELETE_ADDRESS).count() == 1
    Address.objects.update(remote_id="")
    assert [end_tenants(), end_tenants()] == [1, 0]
    person.refresh_from_db()
    tenant.refresh_from_db()
    assert person.erased_at
    assert tenant.name == f"Deleted customer {tenant.pk}"
    assert not Membership.objects.filter(tenant=tenant).exists()
    assert Address.objects.get().target == ""


def test_somebody_who_belongs_elsewhere_too_is_kept(tenant: Tenant) -> None:
    person = User.objects.get(memberships__tenant=tenant)
    Membership.objects.create(user=person, tenant=a_tenant(tenant.brand))
    let_the_grace_pass()
    assert end_tenants() == 1
    person.refresh_from_db()
    assert person.is_active


def test_it_goes_on_where_a_worker_died(tenant: Tenant) -> None:
    """Closed, and killed before any name was given up."""
    domain = a_domain(tenant, uses=frozenset({Use.SENDING}))
    let_the_grace_pass()
    Tenant.objects.update(closed_at=timezone.now())
    end_tenants()
    assert Domain.objects.get(pk=domain.pk).claim == "released"
