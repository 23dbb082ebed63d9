"""What is known of people is removed; what happened stays, with a number in place of a name.

A row that would go together with the person's goes; a row that protects it (the audit, the timelines) stays and leads
to a row without name and address.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import CASCADE, ForeignKey, ManyToOneRel
from django.dispatch import Signal
from django.utils import timezone

from tenants.audit import AuditAction, record
from tenants.models import AuditEntry, Invitation, Membership, Note, Tenant, User
from tenants.scoping import across_tenants

tenant_erased = Signal()
"""With `tenant`, inside the transaction and across tenants: the floors above delete what they know of its people."""


def fields_that_go_with_a_person() -> Iterator[ForeignKey[Any, Any]]:
    """Of all tables, also those that a person's row has no name for."""
    for relation in User._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.on_delete is CASCADE:
            yield relation.field


def erase_person(user: User) -> None:
    """Nothing is left but the row's number; nobody can sign in with it."""
    with across_tenants(), transaction.atomic():
        for field in fields_that_go_with_a_person():
            field.model._base_manager.filter(**{field.name: user}).delete()
        Invitation.objects.filter(email=user.email).delete()
        user.groups.clear()
        user.user_permissions.clear()
        user.set_unusable_password()
        user.email, user.name, user.last_login = f"erased-{user.pk}@erased.invalid", "", None
        user.is_active = user.is_staff = user.is_superuser = False
        user.brand = None
        user.erased_at = timezone.now()
        user.save()
        record(AuditAction.ACCOUNT_ERASED, actor=None, target=user)


def erase_tenant(tenant: Tenant) -> bool:
    """What it knows of people, its own name, and those who belong nowhere else. False when that was done already."""
    with across_tenants(), transaction.atomic():
        gone = Tenant.objects.filter(pk=tenant.pk, closed_at__isnull=False, erased_at=None)
        if not gone.update(erased_at=timezone.now(), name=f"Deleted customer {tenant.pk}"):
            return False
        tenant_erased.send(Tenant, tenant=tenant)
        Invitation.objects.filter(tenant=tenant).delete()
        Note.objects.filter(tenant=tenant).delete()
        people = list(User.objects.filter(memberships__tenant=tenant))
        Membership.objects.filter(tenant=tenant).delete()
        for person in people:
            erase_if_nowhere(person)
        record(AuditAction.TENANT_ERASED, actor=None, target=tenant)
    return True


def erase_if_nowhere(person: User) -> bool:
    """Whoever belongs to no customer any more, under any brand, and is no staff, can sign in nowhere."""
    belongs = person.is_staff or Membership.objects.filter(user=person).exists()
    if not belongs:
        erase_person(person)
    return not belongs


def forget_addresses() -> int:
    """Empty the clients' addresses in the audit that are older than the settings have it; how many."""
    with across_tenants():
        old = AuditEntry.objects.filter(
            address__isnull=False, at__lt=timezone.now() - settings.AUDIT_ADDRESSES
        )
        some = list(old.order_by("at").values_list("pk", flat=True)[:1000])
        return AuditEntry.objects.filter(pk__in=some).update(address=None)
