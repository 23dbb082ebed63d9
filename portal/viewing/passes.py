"""A pass from the console to a brand's site: made for a reason, used once within a minute, good for half an hour."""

from __future__ import annotations

from datetime import timedelta

from django.dispatch import receiver
from django.utils import timezone

from portal.models import Viewing
from tenants.audit import AuditAction, record
from tenants.erasure import tenant_erased
from tenants.models import Brand, Membership, Tenant, User
from tenants.scoping import across_tenants
from tenants.tokens import hash_of, new_secret

LASTS = timedelta(minutes=30)
OPENED_WITHIN = timedelta(minutes=1)
PERMISSION = "portal.add_viewing"


class DoesNotOpen(Exception):
    """Used, too old, for another brand, or of somebody who may not any more: all alike."""


def make(staff: User, member: Membership, reason: str) -> tuple[Viewing, str]:
    """A pass and its secret, which is told this once."""
    secret, now = new_secret(), timezone.now()
    made = Viewing.objects.create(
        tenant=member.tenant,
        staff=staff,
        user=member.user,
        reason=reason,
        secret_hash=hash_of(secret),
        created_at=now,
        expires_at=now + LASTS,
    )
    return made, secret


def use(secret: str, brand: Brand) -> Viewing:
    """Of two who come with the same secret one gets in. Raises DoesNotOpen."""
    now = timezone.now()
    with across_tenants():
        fresh = Viewing.objects.filter(
            secret_hash=hash_of(secret),
            opened_at=None,
            created_at__gt=now - OPENED_WITHIN,
            tenant__brand=brand,
        )
        found = fresh.select_related("staff", "user", "tenant").first()
        if found is None or not _holds(found) or not fresh.filter(pk=found.pk).update(opened_at=now):
            raise DoesNotOpen
        member = Membership.objects.select_related("user").get(user=found.user, tenant=found.tenant)
        _note(AuditAction.VIEWED_AS, found, member, reason=found.reason)
    return found


def living(pk: int, brand: Brand) -> Viewing | None:
    """The view that a session is in, while everything that it stands on still holds."""
    with across_tenants():
        viewings = Viewing.objects.select_related("staff", "user", "tenant")
        found = viewings.filter(pk=pk, tenant__brand=brand, opened_at__isnull=False, ended_at=None).first()
        if found is None or found.expires_at <= timezone.now() or not _holds(found):
            return None
    return found


def end(pk: int) -> None:
    """Once, whoever comes to it first: the person, or the clock."""
    with across_tenants():
        if Viewing.objects.filter(pk=pk, ended_at=None).update(ended_at=timezone.now()):
            viewing = Viewing.objects.select_related("staff", "user", "tenant").get(pk=pk)
            _note(AuditAction.VIEWING_ENDED, viewing, viewing.user)


def _holds(viewing: Viewing) -> bool:
    """The one may still look, and the other is still there to be looked at."""
    staff, tenant = viewing.staff, viewing.tenant
    is_member = Membership.objects.filter(user=viewing.user, tenant=tenant, user__is_active=True).exists()
    is_staff = staff.is_active and staff.is_staff and staff.has_perm(PERMISSION)
    is_theirs = staff.is_superuser or staff.brand_id == tenant.brand_id
    return is_staff and is_theirs and is_member and tenant.closed_at is None


def _note(action: AuditAction, viewing: Viewing, of: Membership | User, **told: str) -> None:
    record(action, actor=viewing.staff, target=of, tenant=viewing.tenant, after=told)


@receiver(tenant_erased)
def _forget(tenant: Tenant, **_: object) -> None:
    Viewing.objects.filter(tenant=tenant).delete()
