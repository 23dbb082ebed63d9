"""Other tenants' sending domains of the same name: made early, they may stand in the way of the name's owner."""

from __future__ import annotations

from django.db.models import Q

from cloudmailin.models import Domain, Operation, SendingDomain
from cloudmailin.states import State
from tenants.scoping import across_tenants


def rivals(domain: Domain, *, in_its_account: bool) -> list[SendingDomain]:
    """Those of other claims that are, or are about to be, at CloudMailin; in the shared account or in any brand's."""
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
