"""Work that waits already when a scenario begins: rows in bulk, as thousands of customers would have left them."""

from __future__ import annotations

from cloudmailin.models import Account, Domain, Operation, SendingDomain
from cloudmailin.queue import clock
from cloudmailin.queue.order import Rank
from cloudmailin.states import State
from tenants.models import Tenant


def add(account: Account, tenants: list[Tenant], number: int) -> None:
    """So many sending domains, dealt out to the tenants in turn, each with its creation waiting."""
    now = clock.now()
    domains = Domain.objects.bulk_create(
        Domain(
            tenant=tenants[each % len(tenants)],
            account=account,
            name=f"{account.remote_id}-background-{each}.test",
            touched_at=now,
        )
        for each in range(number)
    )
    sending = SendingDomain.objects.bulk_create(
        SendingDomain(tenant_id=domain.tenant_id, domain=domain, state=State.REQUESTED, state_since=now)
        for domain in domains
    )
    Operation.objects.bulk_create(
        Operation(
            kind=Operation.Kind.CREATE_SENDING,
            target_id=each.pk,
            domain=each.domain,
            account=account,
            tenant_id=each.tenant_id,
            rank=Rank.LIFECYCLE,
            due_at=now,
        )
        for each in sending
    )
