"""One step of the queue for one account, and the sweep that finds accounts with something to do."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef

from cloudmailin.models.operation import Operation
from cloudmailin.queue import clock
from cloudmailin.queue.call import call
from cloudmailin.queue.claim import Claim, Wait, claim
from cloudmailin.queue.settle import settle
from tenants.scoping import across_tenants

BETWEEN_SWEEPS = timedelta(seconds=1)
"""From one sweep of beat's to the next (settings, CELERY_BEAT_SCHEDULE)."""


def step(account_id: int) -> Claim | Wait:
    """Serve one operation: what was claimed, and then go on at once; or how long nothing may be called."""
    claimed = claim(account_id)
    if isinstance(claimed, Claim):
        settle(claimed, call(claimed))
    return claimed


def accounts_to_serve() -> list[int]:
    """Accounts with an operation whose lease ran out, or one that is due and may soon be called.

    Held back by a circuit or a gate, by a call under way, or by a budget that stays shut beyond the next sweep.
    """
    now = clock.now()
    with across_tenants():
        running = Operation.objects.filter(account=OuterRef("account"), status=Operation.Status.RUNNING)
        due = Operation.objects.filter(~Exists(running), status=Operation.Status.WAITING, due_at__lte=now)
        waiting = due.exclude(account__rests_until__gt=now + BETWEEN_SWEEPS)
        stalled = Operation.objects.filter(status=Operation.Status.RUNNING, lease_until__lte=now)
        ids = (waiting | stalled).filter(account__circuit_opened_at=None).exclude(account__gate_until__gt=now)
        return list(ids.order_by("account").values_list("account", flat=True).distinct())
