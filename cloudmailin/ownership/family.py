"""Names above and below: a proof covers what is below it for the same tenant, and for nobody else.

Source: DESIGN, "Who owns a domain"; THREATS 7.
"""

from __future__ import annotations

from cloudmailin.lifecycle import timeline
from cloudmailin.models import Domain
from cloudmailin.ownership.rules import HOLDING, Claim
from tenants.names import ancestors
from tenants.scoping import across_tenants


def covering(domain: Domain) -> Domain | None:
    """The same tenant's nearest proven name above."""
    above = list(ancestors(domain.name))
    if not above:
        return None
    with across_tenants():
        proven = Domain.objects.filter(
            tenant=domain.tenant_id, name__in=above, claim=Claim.PROVEN, removed_at=None
        )
        return max(proven, key=lambda each: len(each.name), default=None)


def tell_above(domain: Domain) -> None:
    """Other tenants who hold a name above learn that this one is somebody's now; not whose."""
    with across_tenants():
        holders = Domain.objects.filter(
            name__in=list(ancestors(domain.name)), claim__in=HOLDING, removed_at=None
        )
        for holder in holders.exclude(tenant=domain.tenant_id):
            timeline.note(holder, "proven_below", name=domain.name)
