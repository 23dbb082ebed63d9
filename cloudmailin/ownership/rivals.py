"""Other tenants' sending domains of the same name, in the account that all share."""

from __future__ import annotations

from django.db.models import Q

from cloudmailin.models import Operation, SendingDomain
from cloudmailin.states import State
from tenants.scoping import across_tenants


def rivals(sending: SendingDomain) -> list[SendingDomain]:
    """Those of other claims that are, or are about to be, at CloudMailin under this name."""
    domain = sending.domain
    with across_tenants():
        requested = Operation.objects.filter(
            kind=Operation.Kind.CREATE_SENDING, status__in=["waiting", "running"], account=domain.account_id
        )
        there = ~Q(remote_id="") & ~Q(state=State.GONE)
        same_name = SendingDomain.objects.filter(domain__account=domain.account_id, domain__name=domain.name)
        others = same_name.exclude(pk=sending.pk).filter(there | Q(pk__in=requested.values("target_id")))
        return list(others.select_related("domain__account", "domain__tenant"))
