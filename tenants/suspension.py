"""A tenant whose people may not act for the time being, and one that is gone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from tenants.audit import AuditAction, record
from tenants.models import Tenant, User


def suspend(tenant: Tenant, *, actor: User | None = None) -> bool:
    """False when it was suspended already."""
    free = Tenant.objects.filter(pk=tenant.pk, suspended_at=None)
    return _set(free, tenant, AuditAction.TENANT_SUSPENDED, actor, suspended_at=timezone.now())


def resume(tenant: Tenant, *, actor: User | None = None) -> bool:
    """False when it was not suspended, or is closed for good."""
    suspended = Tenant.objects.filter(pk=tenant.pk, closed_at=None, suspended_at__isnull=False)
    return _set(suspended, tenant, AuditAction.TENANT_RESUMED, actor, suspended_at=None)


def close(tenant: Tenant, *, actor: User | None = None) -> bool:
    """For good: nobody belongs to it any more. False when it was closed already."""
    still_open = Tenant.objects.filter(pk=tenant.pk, closed_at=None)
    return _set(still_open, tenant, AuditAction.TENANT_CLOSED, actor, closed_at=timezone.now())


def _set(
    rows: QuerySet[Tenant],
    tenant: Tenant,
    action: AuditAction,
    actor: User | None,
    **change: datetime | None,
) -> bool:
    """Compare and set, and write it down. False when it was so already."""
    with transaction.atomic():
        is_changed = bool(rows.update(**change))
        if is_changed:
            record(action, actor=actor, target=tenant)
    return is_changed
