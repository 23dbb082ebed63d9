"""What staff do by hand with what waits: bring it forward, or take it out of the line. No limit bends for it."""

from __future__ import annotations

from django.db import transaction

from cloudmailin.lifecycle import settle as lifecycle
from cloudmailin.models.account import Account
from cloudmailin.models.domain import Domain
from cloudmailin.models.operation import READS, Operation
from cloudmailin.queue import bell, clock
from cloudmailin.reconcile import apply as reconcile
from tenants.audit import AuditAction, record
from tenants.models import User
from tenants.scoping import across_tenants

Kind = Operation.Kind

CANCELLABLE = READS | {Kind.CREATE_RECEIVING, Kind.CREATE_SENDING, Kind.VERIFY_SENDING}
"""Not among them: what removes something, which somebody was promised, and what others wait for."""

_SENTENCE = "Cancelled by staff."


def hasten(operation: Operation, *, actor: User) -> bool:
    """It is due now, however long it was to wait; False unless it waits."""
    now = clock.now()
    with across_tenants(), transaction.atomic():
        waiting = Operation.objects.filter(pk=operation.pk, status=Operation.Status.WAITING)
        if not waiting.filter(due_at__gt=now).update(due_at=now) and not waiting.exists():
            return False
        record(AuditAction.OPERATION_HASTENED, actor=actor, target=operation)
        bell.ring_for_operation(operation.account_id)
    return True


def can_cancel(operation: Operation) -> bool:
    """Before it was sent, or after an answer that is known: what may have happened has to be looked into."""
    is_waiting = operation.status == Operation.Status.WAITING and not operation.look_first
    return is_waiting and operation.kind in CANCELLABLE


def cancel(operation: Operation, *, actor: User) -> bool:
    """Whoever it was for is told, and may ask again; False when it can't be cancelled any more.

    Locked in the order that settling takes: the account, the domain, the operation.
    """
    with across_tenants(), transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=operation.account_id)
        if operation.domain_id:
            Domain.objects.select_for_update(no_key=True).get(pk=operation.domain_id)
        held = Operation.objects.select_for_update(of=("self",)).get(pk=operation.pk)
        if not can_cancel(held):
            return False
        held.status, held.ended_at, held.outcome = Operation.Status.CANCELLED, clock.now(), _SENTENCE
        held.save(update_fields=["status", "ended_at", "outcome"])
        record(AuditAction.OPERATION_CANCELLED, actor=actor, target=held)
        if held.kind in READS:
            reconcile.unreadable(held, _SENTENCE)
        else:
            lifecycle.refused(held, "stopped", _SENTENCE)
    return True
