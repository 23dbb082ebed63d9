"""Names above and below: a proof covers what is below it for the same tenant, and for nobody else.

Source: DESIGN, "Who owns a domain"; THREATS 7.
"""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet

from cloudmailin.lifecycle import timeline
from cloudmailin.models import Domain
from cloudmailin.ownership.rules import HOLDING, Claim
from tenants import names
from tenants.scoping import across_tenants


def covering(domain: Domain) -> Domain | None:
    """The same tenant's nearest proven name above; a wildcard's record proves the name that the star is in front of."""
    around = list(names.around(domain.name))
    if not around:
        return None
    with across_tenants():
        proven = Domain.objects.filter(
            tenant=domain.tenant_id, name__in=around, claim=Claim.PROVEN, removed_at=None
        )
        return max(proven, key=lambda each: len(each.name), default=None)


def foreign_below(domain: Domain) -> QuerySet[Domain]:
    """Other tenants' names that a wildcard would swallow: it is refused as long as there is one."""
    held = Domain.objects.filter(claim__in=HOLDING, removed_at=None).exclude(tenant=domain.tenant_id)
    if not names.is_wildcard(domain.name):
        return held.none()
    return held.filter(name__endswith=f".{names.base(domain.name)}").exclude(name=domain.name)


def tell_above(domain: Domain) -> None:
    """Other tenants who hold a name above learn that this one is somebody's now; not whose."""
    with across_tenants():
        holders = Domain.objects.filter(
            name__in=list(names.around(domain.name)), claim__in=HOLDING, removed_at=None
        )
        for holder in holders.exclude(tenant=domain.tenant_id):
            timeline.note(holder, "proven_below", name=domain.name)


def one_at_a_time(domain: Domain) -> None:
    """Until the transaction ends no wildcard and no other name below the same registered one are proven together."""
    lock = "pg_advisory_xact_lock" if names.is_wildcard(domain.name) else "pg_advisory_xact_lock_shared"
    family = names.registrable(domain.name) or domain.name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(hashtextextended(%s, 0))", [f"family of {family}"])
