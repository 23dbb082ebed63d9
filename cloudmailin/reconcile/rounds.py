"""Rounds: when one begins, what is read next, and what is concluded at its end."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cloudmailin.models.account import Account, Address
from cloudmailin.models.domain import Domain
from cloudmailin.models.drift import Drift, Reading, Round
from cloudmailin.models.operation import READS, Operation
from cloudmailin.queue import circuit, clock
from cloudmailin.queue.enqueue import enqueue_read
from cloudmailin.queue.order import Rank
from cloudmailin.reconcile import believed, ledger, readings, record
from cloudmailin.reconcile.diff import APART, Plan, diff
from cloudmailin.reconcile.pace import gap
from tenants.audit import AuditAction
from tenants.audit import record as write_down
from tenants.models import User
from tenants.scoping import across_tenants

_LIVE = [Operation.Status.WAITING, Operation.Status.RUNNING]


def begin_due() -> None:
    """Begin the rounds that are due where nothing else waits, and go on with any that lost its next read."""
    with across_tenants():
        for round_ in Round.objects.filter(status=Round.Status.READING).select_related("account"):
            _resume(round_)
        for account in _due(clock.now()):
            begin(account)


def _due(now: datetime) -> list[Account]:
    """Accounts whose last round, or else whose first domain, is old enough, and that are at rest."""
    others = Operation.objects.filter(
        account=OuterRef("pk"), status=Operation.Status.WAITING, rank__lt=Rank.RECONCILIATION
    )
    before = now - settings.RECONCILE_EVERY
    rounds = Round.objects.filter(account=OuterRef("pk"))
    recent = rounds.filter(Q(started_at__gt=before) | Q(status=Round.Status.READING))
    old = Domain.objects.filter(account=OuterRef("pk"), created_at__lte=before)
    is_old = Q(Exists(rounds)) | Q(Exists(old))
    return list(Account.objects.filter(is_old, ~Exists(recent), ~Exists(others), circuit_opened_at=None))


def begin(
    account: Account,
    *,
    is_urgent: bool = False,
    is_brake_lifted: bool = False,
    asked_by: User | None = None,
) -> Round:
    """Begin a round, or hurry the one that is under way."""
    with across_tenants(), transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        under_way = Round.objects.filter(account=account, status=Round.Status.READING).first()
        round_ = under_way or Round(account=account, started_at=clock.now())
        round_.is_urgent |= is_urgent
        round_.is_brake_lifted |= is_brake_lifted
        round_.asked_by = asked_by or round_.asked_by
        round_.save()
        if asked_by:
            lifted = {"is_brake_lifted": is_brake_lifted}
            write_down(
                AuditAction.ROUND_BEGUN, actor=asked_by, target=round_, brand=account.brand, after=lifted
            )
        if not under_way:
            _list_all(round_)
        go_on(round_)
    return round_


def prove(account: Account, asked_by: User | None = None) -> Round:
    """After a change of credentials: read, and call nothing else before. What the former ones have read does not count."""
    with across_tenants(), transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        for under_way in Round.objects.filter(account=account, status=Round.Status.READING):
            end(under_way, Round.Status.UNREADABLE, "The account's credentials were changed meanwhile.")
        circuit.prove(account)
        return begin(account, is_urgent=True, asked_by=asked_by)


def _list_all(round_: Round) -> None:
    addresses = Address.objects.filter(account=round_.account).exclude(remote_id="")
    ids = sorted(set(addresses.values_list("remote_id", flat=True)))
    kinds = [(Operation.Kind.LIST_ADDRESSES, ""), (Operation.Kind.LIST_SENDING, "")]
    kinds += [(Operation.Kind.LIST_RECEIVING, id_) for id_ in ids]
    now = round_.started_at
    Reading.objects.bulk_create(
        [Reading(round=round_, kind=kind, of=of, not_before=now) for kind, of in kinds]
    )


def go_on(round_: Round) -> None:
    """Put the next read of a round into the queue, or conclude it. The account must be locked by the caller."""
    left = Reading.objects.filter(round=round_, read_at=None).order_by(
        "not_before", "kind", "of", "remote_id", "page"
    )
    following = left.first()
    if following is None:
        _conclude(round_)
        return
    # The pages of one list come close together, so that little moves from page to page meanwhile.
    at_once = round_.is_urgent or not round_.reads or following.page > 1
    pause = timedelta(0) if at_once else gap(settings.RECONCILE_EVERY, left.count())
    due_at = max(clock.now() + pause, following.not_before)
    enqueue_read(following, round_.account_id, due_at)
    if round_.is_urgent:
        Operation.objects.filter(
            kind=following.kind, target_id=following.pk, status=Operation.Status.WAITING, due_at__gt=due_at
        ).update(due_at=due_at)


def _resume(round_: Round) -> None:
    """The next read is there in any case, unless its operation was dropped: then it is put back."""
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=round_.account_id)
        targets = Reading.objects.filter(round=round_, read_at=None).values("pk")
        live = Operation.objects.filter(kind__in=READS, status__in=_LIVE, target_id__in=targets)
        if not live.exists() and Round.objects.filter(pk=round_.pk, status=Round.Status.READING).exists():
            go_on(round_)


def is_wanted(operation: Operation) -> bool:
    """Whether a read still serves a round that goes on, or drift that nobody has decided about."""
    for_round = Q(round__status=Round.Status.READING)
    for_drift = Q(drift__status=Drift.Status.OPEN)
    return Reading.objects.filter(for_round | for_drift, pk=operation.target_id, read_at=None).exists()


def _conclude(round_: Round) -> None:
    """Say what is so, or read more where something of ours is missing."""
    account, since = round_.account, round_.started_at - APART
    ours, seen = believed.ours(account, since), readings.of_round(round_)
    claimed = believed.claimed(account)
    plan = diff(
        ours,
        seen.listings,
        known=claimed,
        denied=seen.denied,
        in_motion=ledger.in_motion(account, since),
        is_brake_lifted=round_.is_brake_lifted,
        is_unproven=account.unproven_since is not None,
    )
    round_.objects_of_ours, round_.missing = len(ours), plan.missing
    if plan.is_braked:
        end(round_, Round.Status.BRAKED)
        return
    if account.unproven_since:
        circuit.proven(account)
    if more := _further_reads(round_, plan):
        Reading.objects.bulk_create(more)
        round_.save()
        go_on(round_)
    else:
        record.record(account, plan, seen.listings, claimed, clock.now())
        end(round_, Round.Status.DONE)


def _further_reads(round_: Round, plan: Plan) -> list[Reading]:
    """Lists once more, late enough to count; and objects by their id. None that was read already."""
    read = {
        (each.kind, each.of, each.remote_id): each for each in round_.readings.filter(page=1).order_by("pk")
    }
    more = []
    for what, of in sorted(plan.list_again):
        first = read[readings.LIST_OF[what], of, ""]
        if first.turn == 1 and first.read_at:
            more.append(
                Reading(round=round_, kind=first.kind, of=of, turn=2, not_before=first.read_at + APART)
            )
    for one in plan.ask_by_id:
        kind = readings.GET_OF[one.what]
        if (kind, "", one.remote_id) not in read:
            more.append(Reading(round=round_, kind=kind, remote_id=one.remote_id, not_before=clock.now()))
    return more


def end(round_: Round, status: Round.Status, note: str = "") -> None:
    """Close a round; what it read has served its turn."""
    round_.status, round_.note, round_.ended_at = status, note[:500], clock.now()
    round_.save()
    Reading.objects.filter(round=round_).delete()
