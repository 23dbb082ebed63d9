"""Put an operation into the queue, or leave the one that is there."""

from __future__ import annotations

from datetime import datetime

from cloudmailin.models.account import Address
from cloudmailin.models.domain import Domain
from cloudmailin.models.drift import Reading
from cloudmailin.models.mail import TrialMessage
from cloudmailin.models.operation import Operation
from cloudmailin.queue import bell, clock
from cloudmailin.queue.order import Rank
from tenants import origin


def enqueue(
    kind: Operation.Kind,
    target_id: int,
    on: Domain | Address | TrialMessage,
    rank: Rank = Rank.LIFECYCLE,
) -> None:
    """Make sure that one live operation of this kind exists for the target (a partial unique index holds it).

    `on`: the domain that it is for, whose watchers it serves; or an address, whatever its domains; or a test message.
    """
    operation = Operation(
        kind=kind,
        target_id=target_id,
        domain=on if isinstance(on, Domain) else None,
        account_id=on.account_id,
        tenant_id=on.tenant_id,
        rank=rank,
        due_at=clock.now(),
        request_id=origin.current().request_id,
    )
    Operation.objects.bulk_create([operation], ignore_conflicts=True)
    bell.ring_for_operation(on.account_id)


def enqueue_read(reading: Reading, account_id: int, due_at: datetime) -> None:
    """Make sure that one live operation exists for a read of reconciliation, behind all other work."""
    operation = Operation(
        kind=reading.kind,
        target_id=reading.pk,
        account_id=account_id,
        rank=Rank.RECONCILIATION,
        due_at=due_at,
        request_id=origin.current().request_id,
    )
    Operation.objects.bulk_create([operation], ignore_conflicts=True)
    bell.ring_for_operation(account_id)


def cancel_waiting(domain: Domain) -> None:
    """Drop what has not been sent for a domain; what is under way, or may be, settles by itself."""
    waiting = Operation.objects.filter(domain=domain, status=Operation.Status.WAITING, look_first=False)
    waiting.exclude(kind=Operation.Kind.CREATE_ADDRESS).update(
        status=Operation.Status.CANCELLED, ended_at=clock.now()
    )
