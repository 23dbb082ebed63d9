"""A tenant whose people may not act for the time being, and one that is gone."""

from __future__ import annotations

from django.utils import timezone

from tenants.models import Tenant


def suspend(tenant: Tenant) -> bool:
    """False when it was suspended already."""
    return bool(Tenant.objects.filter(pk=tenant.pk, suspended_at=None).update(suspended_at=timezone.now()))


def resume(tenant: Tenant) -> bool:
    """False when it was not suspended, or is closed for good."""
    return bool(
        Tenant.objects.filter(pk=tenant.pk, closed_at=None, suspended_at__isnull=False).update(
            suspended_at=None
        )
    )


def close(tenant: Tenant) -> bool:
    """For good: nobody belongs to it any more. False when it was closed already."""
    return bool(Tenant.objects.filter(pk=tenant.pk, closed_at=None).update(closed_at=timezone.now()))
