"""Accounts and customers: deleted after a grace, undone within it, forgotten but for a number."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tenants import deletion
from tenants.audit import AuditAction, record
from tenants.erasure import erase_person, fields_that_go_with_a_person, forget_addresses
from tenants.members import LastOwner
from tenants.models import AuditEntry, Brand, Membership, Tenant, User
from tenants.roles import Role
from tenants.scoping import across_tenants
from tests.build import PASSWORD, a_brand, a_member, a_tenant

pytestmark = pytest.mark.django_db


@pytest.fixture
def tenant() -> Tenant:
    tenant = a_tenant()
    a_member(tenant)
    return tenant


def actions() -> list[str]:
    with across_tenants():
        return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def let_the_grace_pass() -> None:
    Membership.objects.filter(ends_at__isnull=False).update(ends_at=timezone.now() - timedelta(seconds=1))


def account_asked(tenant: Tenant, role: Role = Role.MEMBER) -> User:
    person = a_member(tenant, role)
    deletion.ask_for_account(person, tenant.brand)
    return person


def test_a_customer_is_asked_for_once_and_kept_when_undone(tenant: Tenant) -> None:
    owner = Membership.objects.get(tenant=tenant).user
    assert deletion.ask(tenant, actor=owner)
    assert not deletion.ask(Tenant.objects.get(pk=tenant.pk), actor=owner)
    assert deletion.undo(tenant, actor=owner)
    assert not deletion.undo(tenant, actor=owner)
    assert Tenant.objects.get(pk=tenant.pk).deletes_at is None
    assert actions() == [AuditAction.DELETION_ASKED, AuditAction.DELETION_UNDONE]


def test_an_account_stays_within_its_grace_and_when_undone(tenant: Tenant) -> None:
    person = account_asked(tenant)
    assert deletion.end_accounts() == 0
    deletion.undo_for_account(person, tenant.brand)
    let_the_grace_pass()
    assert deletion.end_accounts() == 0
    assert User.objects.get(pk=person.pk).is_active


def test_of_an_account_that_is_deleted_a_number_is_left(tenant: Tenant) -> None:
    person = account_asked(tenant)
    User.objects.filter(pk=person.pk).update(name="Jo Canary")
    record(AuditAction.TENANT_CHANGED, actor=person, target=tenant)
    let_the_grace_pass()
    assert deletion.end_accounts() == 1
    left = User.objects.get(pk=person.pk)
    assert (left.email, left.name, left.is_active) == (f"erased-{person.pk}@erased.invalid", "", False)
    assert left.erased_at
    assert not left.check_password(PASSWORD)
    with across_tenants():
        assert AuditEntry.objects.filter(actor=person, action=AuditAction.TENANT_CHANGED).exists()
        told = "".join(str(vars(each)) for each in AuditEntry.objects.all())
    assert person.email not in told
    assert "Canary" not in told


def test_somebody_in_another_brand_is_only_gone_from_this_one(tenant: Tenant) -> None:
    person = account_asked(tenant)
    elsewhere = a_tenant(a_brand())
    Membership.objects.create(user=person, tenant=elsewhere)
    let_the_grace_pass()
    deletion.end_accounts()
    assert [each.tenant for each in person.memberships.all()] == [elsewhere]
    assert User.objects.get(pk=person.pk).email == person.email


def test_the_last_owner_can_not_go(tenant: Tenant) -> None:
    owner = Membership.objects.get(tenant=tenant).user
    with pytest.raises(LastOwner):
        deletion.ask_for_account(owner, tenant.brand)


def test_who_became_the_last_owner_within_the_grace_stays(tenant: Tenant) -> None:
    person = account_asked(tenant, Role.OWNER)
    Membership.objects.filter(tenant=tenant).exclude(user=person).delete()
    let_the_grace_pass()
    assert deletion.end_accounts() == 0
    assert User.objects.get(pk=person.pk).is_active


def test_erasing_takes_whatever_would_go_with_the_row(tenant: Tenant) -> None:
    person = a_member(tenant)
    erase_person(person)
    fields = list(fields_that_go_with_a_person())
    assert {"Notice", "EmailAddress", "Membership"} <= {field.model.__name__ for field in fields}
    with across_tenants():
        for field in fields:
            assert not field.model._base_manager.filter(**{field.name: person}).exists(), field


def test_addresses_are_forgotten_after_the_time_in_the_settings() -> None:
    brand: Brand = a_brand()
    with across_tenants():
        for days in (89, 91):
            at = timezone.now() - timedelta(days=days)
            AuditEntry.objects.create(brand=brand, action="signed_in", at=at, address="192.0.2.7")
        assert (forget_addresses(), forget_addresses()) == (1, 0)
        assert AuditEntry.objects.filter(address=None).count() == 1
