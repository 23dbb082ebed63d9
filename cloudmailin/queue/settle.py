"""Settle: one transaction for the call's outcome, the operation's fate and the domain's transition."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from cloudmailin import measures
from cloudmailin.client.errors import (
    ApiError,
    Denied,
    Forbidden,
    NotFound,
    RateLimited,
    Rejected,
    Unavailable,
    VerificationFailed,
)
from cloudmailin.delivery_log.keep import keep
from cloudmailin.lifecycle import settle as lifecycle
from cloudmailin.models.account import Account
from cloudmailin.models.domain import Domain
from cloudmailin.models.operation import BESIDE, READS, ApiCall, Operation
from cloudmailin.queue import circuit, clock
from cloudmailin.queue.call import Made, NotThere, Outcome, Seen
from cloudmailin.queue.claim import Claim
from cloudmailin.queue.fate import UNSEEN, backoff, gate
from cloudmailin.reconcile import apply as reconcile
from tenants.scoping import across_tenants

_OUTCOMES: tuple[tuple[type[ApiError], ApiCall.Outcome], ...] = (
    (Denied, ApiCall.Outcome.DENIED),
    (RateLimited, ApiCall.Outcome.RATE_LIMITED),
    (Unavailable, ApiCall.Outcome.UNAVAILABLE),
    (ApiError, ApiCall.Outcome.REFUSED),
)

_DELETIONS = frozenset(
    {Operation.Kind.DELETE_ADDRESS, Operation.Kind.DELETE_RECEIVING, Operation.Kind.DELETE_SENDING}
)
_MOST_REFUSALS = 6
"""CloudMailin may see a record later than we do: so often is a refused creation tried before it is final."""


def settle(claim: Claim, outcome: Outcome) -> None:
    """Write down what came of a claim. A worker whose lease was taken over changes nothing."""
    with across_tenants(), transaction.atomic():
        accounts = Account.objects.select_for_update(no_key=True, of=("self",))
        account = accounts.get(pk__in=Operation.objects.filter(pk=claim.operation_id).values("account"))
        now = clock.now()
        held = Operation.objects.select_related("domain").filter(
            pk=claim.operation_id, fence=claim.fence, status=Operation.Status.RUNNING
        )
        operation = held.select_for_update(of=("self",)).first()
        if operation is None:
            return
        operation.account = account
        _lock_domain(operation)
        _close_call(operation, claim, outcome, now)
        _decide(operation, outcome, now)


def _lock_domain(operation: Operation) -> None:
    """Before its attachments are read, as checking and detaching do: what they decide is seen, and not overwritten."""
    if operation.domain_id:
        operation.domain = Domain.objects.select_for_update(no_key=True).get(pk=operation.domain_id)


def _close_call(operation: Operation, claim: Claim, outcome: Outcome, now: datetime) -> None:
    failed = outcome if isinstance(outcome, ApiError) else None
    came = _name(failed) if failed else ApiCall.Outcome.DONE
    measures.called(operation.kind, came)
    ApiCall.objects.filter(operation=claim.operation_id, fence=claim.fence).update(
        outcome=came,
        http_status=failed.status if failed else None,
        note=failed.sentence if failed else "",
        completed_at=now,
    )


def _name(failed: ApiError) -> ApiCall.Outcome:
    if failed.may_have_happened:
        return ApiCall.Outcome.UNKNOWN
    return next(to for error, to in _OUTCOMES if isinstance(failed, error))


def _decide(operation: Operation, outcome: Outcome, now: datetime) -> None:
    match outcome:
        case Made(resource, revision):
            _end(operation, Operation.Status.DONE, now)
            lifecycle.done(operation, resource, revision)
        case Seen(found) if operation.kind == Operation.Kind.LIST_INCOMING:
            _end(operation, Operation.Status.DONE, now)
            keep(operation.target_id, found)
        case Seen(found):
            _end(operation, Operation.Status.DONE, now)
            reconcile.read(operation, found)
        case NotFound() if operation.kind in READS:
            _end(operation, Operation.Status.DONE, now)
            reconcile.read(operation, ())
        case NotThere():
            _not_there(operation, now)
        case NotFound() if operation.kind in _DELETIONS:
            _end(operation, Operation.Status.DONE, now)
            lifecycle.done(operation, None)
        case Denied() if operation.kind == Operation.Kind.SEND_TRIAL:
            _give_up(operation, outcome, now, "denied")
        case Forbidden() if lifecycle.has_own_target(operation):
            _give_up(operation, outcome, now, "own_target")
        case Denied():
            circuit.open_for(operation.account, outcome.sentence)
            _again(operation, now, timedelta(0), why=outcome)
        case RateLimited():
            operation.account.gate_until = now + gate(outcome.retry_after, operation.account.period)
            operation.account.save(update_fields=["gate_until"])
            _again(operation, now, timedelta(0), why=outcome)
        case ApiError(may_have_happened=True) if operation.kind == Operation.Kind.SEND_TRIAL:
            _give_up(operation, outcome, now, "unknown")
        case ApiError() if operation.kind in READS | BESIDE and operation.attempts >= _MOST_REFUSALS:
            _give_up(operation, outcome, now, "refused")
        case ApiError(may_have_happened=True):
            _again(operation, now, backoff(operation.attempts), why=outcome, look_first=True)
        case Unavailable():
            _again(operation, now, backoff(operation.attempts), why=outcome)
        case VerificationFailed():
            _again(operation, now, backoff(operation.attempts, UNSEEN), why=outcome)
        case Rejected() if operation.kind in BESIDE:
            _give_up(operation, outcome, now, "refused")
        case Rejected():
            _refused(operation, outcome, now)
        case _:
            _give_up(operation, outcome, now, "refused")


def _not_there(operation: Operation, now: datetime) -> None:
    """The lost attempt did not arrive: do it again, or forget it when the customer has taken it back."""
    operation.look_first = False
    if lifecycle.is_wanted(operation):
        _again(operation, now, timedelta(0))
    else:
        lifecycle.done(operation, None)
        _end(operation, Operation.Status.CANCELLED, now)


def _refused(operation: Operation, error: Rejected, now: datetime) -> None:
    """A 422. "Already taken" is looked into where our own ledger explains it, otherwise a person decides."""
    if error.already_taken and _may_be_ours(operation):
        _again(operation, now, timedelta(0), why=error, look_first=True)
    elif error.already_taken and not lifecycle.is_being_deleted(operation):
        _give_up(operation, error, now, "taken")
    elif "target" in error.sentence.lower() and lifecycle.has_own_target(operation):
        _give_up(operation, error, now, "own_target")
    elif operation.attempts < _MOST_REFUSALS:
        _again(operation, now, backoff(operation.attempts), why=error)
    else:
        _give_up(operation, error, now, "refused")


def _may_be_ours(operation: Operation) -> bool:
    """Whether an earlier attempt of this operation may have arrived without our hearing of it."""
    return ApiCall.objects.filter(
        operation=operation, outcome=ApiCall.Outcome.UNKNOWN, is_look=False
    ).exists()


def _again(
    operation: Operation,
    now: datetime,
    after: timedelta,
    *,
    why: ApiError | None = None,
    look_first: bool | None = None,
) -> None:
    operation.status, operation.due_at = Operation.Status.WAITING, now + after
    operation.fence = operation.lease_until = None
    operation.outcome = why.sentence if why else ""
    if look_first is not None:
        operation.look_first = look_first
    operation.save()


def _end(operation: Operation, status: Operation.Status, now: datetime, sentence: str = "") -> None:
    operation.status, operation.ended_at, operation.outcome = status, now, sentence
    operation.fence = operation.lease_until = None
    operation.save()


def _give_up(operation: Operation, error: ApiError, now: datetime, reason: str) -> None:
    if operation.kind in READS:
        reconcile.unreadable(operation, error.sentence)
    elif operation.kind != Operation.Kind.LIST_INCOMING:
        lifecycle.refused(operation, reason, error.sentence)
    _end(operation, Operation.Status.FAILED, now, error.sentence)
