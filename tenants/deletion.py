"""A customer or a person wants to be deleted: asked for, undone within the grace, and carried out after it."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from tenants.audit import AuditAction, record
from tenants.erasure import erase_if_nowhere
from tenants.members import LastOwner, is_last_owner, leave
from tenants.models import Brand, Membership, Tenant, User

_AT_A_TIME = 100


def ask(tenant: Tenant, *, actor: User) -> bool:
    """Everything goes on until the grace is over. False when it was asked for already, or the tenant is closed."""
    due = timezone.now() + settings.TENANT_GRACE
    with transaction.atomic():
        if not Tenant.objects.filter(pk=tenant.pk, closed_at=None, deletes_at=None).update(deletes_at=due):
            return False
        record(AuditAction.DELETION_ASKED, actor=actor, target=tenant, after={"deletes_at": due.date()})
    tenant.deletes_at = due
    return True


def undo(tenant: Tenant, *, actor: User) -> bool:
    """False when there is nothing to undo, or no longer."""
    asked = Tenant.objects.filter(pk=tenant.pk, closed_at=None, deletes_at__isnull=False)
    with transaction.atomic():
        if not asked.update(deletes_at=None):
            return False
        record(AuditAction.DELETION_UNDONE, actor=actor, target=tenant)
    tenant.deletes_at = None
    return True


def ask_for_account(user: User, brand: Brand) -> None:
    """The person leaves all customers of the brand after the grace, and is forgotten. Raises LastOwner."""
    if owned_alone(user, brand):
        raise LastOwner
    with transaction.atomic():
        due = timezone.now() + settings.ACCOUNT_GRACE
        if _of(user, brand).filter(ends_at=None).update(ends_at=due):
            record(AuditAction.ACCOUNT_DELETION_ASKED, actor=user, target=user, brand=brand)


def undo_for_account(user: User, brand: Brand) -> None:
    with transaction.atomic():
        if _of(user, brand).filter(ends_at__isnull=False).update(ends_at=None):
            record(AuditAction.ACCOUNT_DELETION_UNDONE, actor=user, target=user, brand=brand)


def owned_alone(user: User, brand: Brand) -> list[Tenant]:
    """The customers that would be left without an owner: they are handed over or deleted first."""
    mine = _of(user, brand).filter(tenant__closed_at=None).select_related("tenant")
    return [each.tenant for each in mine if is_last_owner(each)]


def end_accounts() -> int:
    """Carry out what people asked for and did not undo; how many left."""
    due = Membership.objects.filter(ends_at__lte=timezone.now()).select_related("tenant", "user")
    return sum(_end(membership) for membership in due.order_by("ends_at")[:_AT_A_TIME])


def _end(membership: Membership) -> bool:
    """False while the person became the last owner meanwhile: the page tells them."""
    with transaction.atomic():
        if membership.tenant.closed_at:
            membership.delete()
        else:
            try:
                leave(membership)
            except LastOwner:
                return False
        erase_if_nowhere(membership.user)
    return True


def _of(user: User, brand: Brand) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user, tenant__brand=brand)
