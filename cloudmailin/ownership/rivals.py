"""What other claims to the same name have, or are about to have, at CloudMailin: it stands in the owner's way."""

from __future__ import annotations

from django.db.models import Q

from cloudmailin.models import Domain, Operation, ReceivingDomain, SendingDomain
from cloudmailin.ownership.rules import HOLDING, QUARANTINE, Claim
from cloudmailin.queue import clock
from cloudmailin.states import State
from tenants.scoping import across_tenants


def rivals(domain: Domain, *, in_its_account: bool) -> list[SendingDomain]:
    """Sending domains, which are made early; in the shared account or in any brand's."""
    with across_tenants():
        requested = Operation.objects.filter(
            kind=Operation.Kind.CREATE_SENDING,
            status__in=[Operation.Status.WAITING, Operation.Status.RUNNING],
        )
        there = ~Q(remote_id="") & ~Q(state=State.GONE)
        others = SendingDomain.objects.filter(domain__name=domain.name).exclude(domain=domain)
        if in_its_account:
            others = others.filter(domain__account=domain.account_id)
        found = others.filter(there | Q(pk__in=requested.values("target_id")))
        return list(found.select_related("domain__account", "domain__tenant"))


def holder_of(domain: Domain) -> Domain | None:
    """The other claim that has the name, of whichever tenant."""
    with across_tenants():
        holding = Domain.objects.filter(name=domain.name, removed_at=None, claim__in=HOLDING)
        return holding.exclude(pk=domain.pk).select_related("account", "tenant__brand").first()


def is_received_elsewhere(domain: Domain) -> bool:
    """Whether the name's former owner has it attached still; it is being taken away."""
    with across_tenants():
        others = ReceivingDomain.objects.filter(domain__name=domain.name).exclude(domain=domain)
        return others.exclude(remote_id="").exclude(state=State.GONE).exists()


def is_quarantined(domain: Domain) -> bool:
    """Whether another claim held the name until lately: then nothing is made early for this one."""
    since = clock.now() - QUARANTINE
    with across_tenants():
        former = Domain.objects.filter(name=domain.name, claim=Claim.QUARANTINED, claim_since__gt=since)
        return former.exclude(tenant=domain.tenant_id).exists()
