"""The audit: written with the change, never rewritten, without secrets, and apart for each tenant."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_scopes.exceptions import ScopeError

from tenants import origin
from tenants.audit import AuditAction, record
from tenants.models import AuditEntry, Membership
from tenants.origin import Origin
from tenants.scoping import across_tenants, within
from tests.build import a_brand, a_domain, a_member, a_tenant

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> AuditEntry:
    return record(AuditAction.TENANT_CHANGED, actor=None, target=a_tenant())


def an_old_entry(days: int) -> AuditEntry:
    at = timezone.now() - timedelta(days=days)
    with across_tenants():
        return AuditEntry.objects.create(action=AuditAction.SIGNED_IN, at=at, address="192.0.2.7")


def refused(sql: str, *values: int) -> None:
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)


def test_it_tells_who_did_what_to_what_and_from_where() -> None:
    tenant = a_tenant()
    actor, domain = a_member(tenant), a_domain(tenant, "example.com")
    with origin.opened(Origin("a-request-id", "2001:db8::7")):
        made = record(AuditAction.DOMAIN_ADDED, actor=actor, target=domain, after={"uses": ["sending"]})
    with across_tenants():
        made.refresh_from_db()
    assert (made.actor, made.tenant, made.brand) == (actor, tenant, tenant.brand)
    assert (made.target_kind, made.target_id, made.target_name) == (
        "domain",
        str(domain.public_id),
        "example.com",
    )
    assert (made.address, made.request_id, made.after) == (
        "2001:db8::7",
        "a-request-id",
        {"uses": ["sending"]},
    )


def test_it_goes_with_the_change_when_that_fails() -> None:
    tenant = a_tenant()
    with suppress(RuntimeError), transaction.atomic():
        record(AuditAction.TENANT_CHANGED, actor=None, target=tenant)
        raise RuntimeError
    with across_tenants():
        assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    "change", ["action = 'x'", "actor_id = NULL, action = 'y'", "after = '{}'", "at = now()"]
)
def test_the_database_refuses_to_change_it(entry: AuditEntry, change: str) -> None:
    refused(f"UPDATE tenants_auditentry SET {change} WHERE id = %s", entry.pk)


def test_the_database_refuses_to_delete_it(entry: AuditEntry) -> None:
    refused("DELETE FROM tenants_auditentry WHERE id = %s", entry.pk)


def test_the_database_refuses_to_empty_it(entry: AuditEntry) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE tenants_auditentry ENABLE TRIGGER audit_is_never_emptied")
        refused("TRUNCATE tenants_auditentry CASCADE")
        transaction.set_rollback(True)


def test_a_clients_address_is_emptied_after_thirty_days_and_nothing_else_is() -> None:
    young, old = an_old_entry(29).pk, an_old_entry(31).pk
    refused("UPDATE tenants_auditentry SET address = NULL WHERE id = %s", young)
    refused("UPDATE tenants_auditentry SET address = '192.0.2.8' WHERE id = %s", old)
    refused("UPDATE tenants_auditentry SET address = NULL, action = 'x' WHERE id = %s", old)
    with across_tenants():
        assert AuditEntry.objects.filter(pk=old).update(address=None) == 1


def test_it_keeps_no_secret_and_names_no_person() -> None:
    tenant = a_tenant()
    person = a_member(tenant)
    facts = {"api_key": "canary", "auth_header": "canary", "password": "canary", "target": "https://a.test"}
    told = record(AuditAction.DELIVERY_CHANGED, actor=person, target=tenant, before={}, after=facts)
    assert "canary" not in f"{told.before}{told.after}"
    assert told.after["target"] == "https://a.test"
    membership = Membership.objects.get(user=person)
    for target in (person, membership):
        told = record(AuditAction.ROLE_CHANGED, actor=None, target=target, after={"email": person.email})
        assert told.person == person
        assert person.email not in f"{told.target_name}{told.after}"


def test_of_before_and_after_it_keeps_what_differs() -> None:
    before, after = (
        {"target": "a", "format": "json", "api_key": "1"},
        {"target": "b", "format": "json", "api_key": "2"},
    )
    told = record(AuditAction.DELIVERY_CHANGED, actor=None, target=a_tenant(), before=before, after=after)
    assert told.before == {"target": "a", "api_key": "changed"}
    assert told.after == {"target": "b", "api_key": "changed"}


def test_each_tenant_has_its_own_and_without_a_scope_nobody_has_any() -> None:
    mine, theirs = a_tenant(), a_tenant()
    for target in (mine, theirs, a_brand()):
        record(AuditAction.TENANT_CHANGED, actor=None, target=target)
    with within(mine):
        assert [each.tenant for each in AuditEntry.objects.all()] == [mine]
    with pytest.raises(ScopeError):
        AuditEntry.objects.exists()


def test_what_belongs_to_no_tenant_is_written_inside_any_scope() -> None:
    brand = a_brand()
    with within(a_tenant()):
        made = record(AuditAction.BRAND_CHANGED, actor=None, target=brand)
    assert (made.tenant, made.brand) == (None, brand)


def test_it_takes_what_no_column_takes() -> None:
    made = record(AuditAction.TENANT_CHANGED, actor=None, target=a_tenant(), after={"note": "a\0b" * 1000})
    with across_tenants():
        made.refresh_from_db()
    assert "\0" not in made.after["note"]
