"""One step of the queue for one account, and the sweep that finds accounts with something to do."""

from __future__ import annotations

from cloudmailin.models.operation import Operation
from cloudmailin.queue import clock
from cloudmailin.queue.call import call
from cloudmailin.queue.claim import Claim, Wait, claim
from cloudmailin.queue.settle import settle
from tenants.scoping import across_tenants


def step(account_id: int) -> Claim | Wait:
    """Serve one operation: what was claimed, and then go on at once; or how long nothing may be called."""
    claimed = claim(account_id)
    if isinstance(claimed, Claim):
        settle(claimed, call(claimed))
    return claimed


def accounts_to_serve() -> list[int]:
    """Accounts with an operation that is due or whose lease ran out, and that no circuit or gate holds back."""
    now = clock.now()
    with across_tenants():
        waiting = Operation.objects.filter(status=Operation.Status.WAITING, due_at__lte=now)
        stalled = Operation.objects.filter(status=Operation.Status.RUNNING, lease_until__lte=now)
        ids = (waiting | stalled).filter(account__circuit_opened_at=None).exclude(account__gate_until__gt=now)
        return list(ids.order_by("account").values_list("account", flat=True).distinct())
