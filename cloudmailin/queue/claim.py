"""Claim: one short transaction that decides whether a call may be made now, and which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from cloudmailin.lifecycle import settle
from cloudmailin.models.account import Account
from cloudmailin.models.operation import READS, ApiCall, Operation, Turn
from cloudmailin.queue import budget, clock, recover
from cloudmailin.queue.line import completions, head, last_start, limit_of, somebody_waits_at_the_screen
from cloudmailin.queue.order import HALF_LIFE, Rank
from cloudmailin.reconcile import rounds
from cloudmailin.uptime import uptime
from tenants.scoping import across_tenants

LEASE = timedelta(seconds=30)
"""Longer than the client's longest call, so that a call can't arrive after its lease."""

_SEND_WITHIN = 5.0
"""Seconds in which the call must be sent, from before the moment at which its lease begins."""


@dataclass(frozen=True, slots=True)
class Claim:
    """`send_before`: in seconds of `uptime()`; a worker that is stopped and woken after it sends nothing."""

    operation_id: int
    fence: int
    send_before: float


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing may be called now, and so it counts as false.

    `until` is when it is worth asking again, `seconds` how long that is; None when something must change first.
    """

    until: datetime | None = None
    seconds: float | None = None

    def __bool__(self) -> bool:
        return False


def claim(account_id: int) -> Claim | Wait:
    """Take the next operation of an account, spending one call of its budget, or say how long to wait.

    Where another worker is at it there is nothing to wait for: it goes on itself, and one that is frozen with
    the account's row in its hand must not hold up a thread of every other.
    """
    send_before = uptime() + _SEND_WITHIN
    with across_tenants(), transaction.atomic():
        account = (
            Account.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=account_id).first()
        )
        if account is None:
            return Wait()
        now = clock.now()
        recover.expired_leases(account, now)
        if account.circuit_opened_at:
            return Wait()
        if running := Operation.objects.filter(account=account, status=Operation.Status.RUNNING).first():
            return _wait(running.lease_until, now)
        limit, ends = limit_of(account), completions(account)
        opens = max(filter(None, (budget.opens_at(limit, ends), account.gate_until)), default=now)
        if opens > now:
            return _rest(account, opens, now)
        paced = budget.paced_at(limit, ends, last_start(account)) or now
        if paced > now and not somebody_waits_at_the_screen(account, now):
            return _rest(account, paced, now)
        operation = _next_wanted(account, now)
        if operation is None:
            return Wait()
        if paced > now and not _is_watched(operation):
            return _rest(account, paced, now)
        return _take(account, operation, now, send_before)


def _rest(account: Account, until: datetime, now: datetime) -> Wait:
    """Spare the sweeps their questions."""
    if account.rests_until != until:
        Account.objects.filter(pk=account.pk).update(rests_until=until)
    return _wait(until, now)


def _wait(until: datetime | None, now: datetime) -> Wait:
    return Wait(until, (until - now).total_seconds()) if until else Wait()


def _next_wanted(account: Account, now: datetime) -> Operation | None:
    """The head of the line, dropping what the world no longer asks for.

    It is locked before anybody is asked whether it is wanted: whoever takes its domain away at this moment
    either cancels it first, and it is not taken, or finds it running.
    """
    while operation := head(account, now):
        if not _lock_waiting(operation):
            continue
        if _is_wanted(operation):
            return operation
        if not settle.drop(operation):
            return None
        operation.status, operation.ended_at = Operation.Status.CANCELLED, now
        operation.save(update_fields=["status", "ended_at"])
    return None


def _lock_waiting(operation: Operation) -> bool:
    waiting = Operation.objects.select_for_update(no_key=True, of=("self",))
    return waiting.filter(pk=operation.pk, status=Operation.Status.WAITING).first() is not None


def _is_wanted(operation: Operation) -> bool:
    if operation.kind in READS:
        return rounds.is_wanted(operation)
    return settle.is_wanted(operation)


def _is_watched(operation: Operation) -> bool:
    standing: int = operation.standing  # type: ignore[attr-defined]
    return standing == Rank.INTERACTIVE


def _note_use(account: Account, tenant_id: int, now: datetime) -> None:
    turn = Turn.objects.filter(account=account, tenant=tenant_id).first()
    turn = turn or Turn(account=account, tenant_id=tenant_id, served_at=now)
    turn.used = turn.used * 0.5 ** ((now - turn.served_at) / HALF_LIFE) + 1
    turn.served_at = now
    turn.save()


def _take(account: Account, operation: Operation, now: datetime, send_before: float) -> Claim:
    account.fence += 1
    account.save(update_fields=["fence"])
    operation.status, operation.fence, operation.lease_until = (
        Operation.Status.RUNNING,
        account.fence,
        now + LEASE,
    )
    operation.attempts += 1
    operation.save(update_fields=["status", "fence", "lease_until", "attempts"])
    ApiCall.objects.create(
        tenant_id=operation.tenant_id,
        account=account,
        operation=operation,
        fence=account.fence,
        is_look=operation.look_first,
        is_interactive=_is_watched(operation),
        started_at=now,
        completed_at=operation.lease_until,
    )
    if operation.tenant_id:
        _note_use(account, operation.tenant_id, now)
    return Claim(operation.pk, account.fence, send_before)
