"""Take up again what a dead worker left behind."""

from __future__ import annotations

from datetime import datetime

from cloudmailin.models.account import Account
from cloudmailin.models.operation import ApiCall, Operation


def expired_leases(account: Account, now: datetime) -> None:
    """Put operations whose lease ran out back into the line; what their call did is unknown, so look first.

    The fence is left as it is: the next claim raises it, and a late worker finds that it may not write.
    """
    for operation in Operation.objects.filter(
        account=account, status=Operation.Status.RUNNING, lease_until__lte=now
    ):
        ApiCall.objects.filter(operation=operation, outcome=ApiCall.Outcome.PENDING).update(
            outcome=ApiCall.Outcome.UNKNOWN, note="The worker stopped before the answer was written down."
        )
        operation.status = Operation.Status.WAITING
        operation.look_first = True
        operation.fence = operation.lease_until = None
        operation.save(update_fields=["status", "look_first", "fence", "lease_until"])
