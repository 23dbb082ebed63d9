"""A tenant whose grace is over: closed, its names given up with care, then forgotten. Each step may be done again.

Nothing is deleted at CloudMailin but by `detach` and by releasing the address, as if its people had done it.
"""

from __future__ import annotations

from django.dispatch import receiver
from django.utils import timezone

from cloudmailin.lifecycle import addresses
from cloudmailin.models import Address, Domain
from cloudmailin.models.mail import IncomingStatus, TrialMessage
from cloudmailin.ownership.release import release_all
from tenants.erasure import erase_tenant, tenant_erased
from tenants.models import Tenant
from tenants.scoping import across_tenants
from tenants.suspension import close

_AT_A_TIME = 100


def end_tenants() -> int:
    """One step for each tenant that is to be deleted by now; how many were forgotten for good."""
    with across_tenants():
        due = Tenant.objects.filter(deletes_at__lte=timezone.now(), erased_at=None)
        return sum(_go_on(tenant) for tenant in due.order_by("deletes_at")[:_AT_A_TIME])


def _go_on(tenant: Tenant) -> bool:
    """Close it; give its names up; once they are gone, its address; once that is gone, forget its people."""
    close(tenant)
    release_all(tenant, reason="closed")
    if Domain.objects.filter(tenant=tenant, removed_at=None).exists():
        return False
    if address := Address.objects.filter(tenant=tenant, is_shared=False).exclude(remote_id="").first():
        addresses.release(address)
        return False
    return erase_tenant(tenant)


@receiver(tenant_erased)
def _forget_its_mail(tenant: Tenant, **_: object) -> None:
    """And where it went; of an address that all share nothing is the tenant's own."""
    IncomingStatus.objects.filter(tenant=tenant).delete()
    TrialMessage.objects.filter(tenant=tenant).delete()
    own = Address.objects.filter(tenant=tenant, is_shared=False)
    own.update(target="", auth_header="", email="", problem="")
