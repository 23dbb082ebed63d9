"""When the log is read again: while somebody looks at it, else now and then. Each look is a call of the account's few."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cloudmailin.delivery_log.keep import active
from cloudmailin.models import Account, Address, Domain, Operation
from cloudmailin.queue import clock
from cloudmailin.queue.enqueue import enqueue
from cloudmailin.queue.order import Rank
from tenants.scoping import across_tenants

FRESH = timedelta(seconds=60)
"""A log read this lately is not read again, however many look at it."""

_FEW = 0.1
"""The part of an account's calls that looks without anybody looking on may take."""


def ask(address: Address, *, fresh: timedelta = FRESH) -> None:
    """Somebody looks: read it again unless that was just done. Equal wishes are one operation."""
    read_at = address.log_read_at
    if address.remote_id and (read_at is None or read_at < clock.now() - fresh):
        _begin_with_the_newest(address)
        enqueue(Operation.Kind.LIST_INCOMING, address.pk, address, Rank.REFRESH)


def _begin_with_the_newest(address: Address) -> None:
    """Unless a look is under way. The last one may have been given up in the middle."""
    status = [Operation.Status.WAITING, Operation.Status.RUNNING]
    live = Operation.objects.filter(
        kind=Operation.Kind.LIST_INCOMING, target_id=address.pk, status__in=status
    )
    if address.log_page > 1 and not live.exists():
        Address.objects.filter(pk=address.pk).update(log_page=1)


def is_wanted(address: Address) -> bool:
    """Whether anything can have come in that the tenant may see."""
    return bool(address.remote_id) and bool(active(address))


def ask_due(now: datetime | None = None) -> int:
    """The beat's look: those that were read longest ago, a few of each account; how many were asked for."""
    now = now or clock.now()
    with across_tenants():
        return sum(_ask_oldest(account, now) for account in Account.objects.filter(circuit_opened_at=None))


def _ask_oldest(account: Account, now: datetime) -> int:
    receives = Domain.objects.filter(
        receiving__address=OuterRef("pk"), removed_at=None, proven_at__isnull=False
    )
    stale = Q(log_read_at=None) | Q(log_read_at__lt=now - settings.DELIVERY_LOG_EVERY)
    due = Address.objects.filter(stale, Exists(receives), account=account).exclude(remote_id="")
    with transaction.atomic():
        oldest = due.select_related("tenant").order_by("log_read_at")[: _share(account)]
        for address in oldest:
            ask(address)
    return len(oldest)


def _share(account: Account) -> int:
    """So many at each beat, at least one."""
    periods = settings.DELIVERY_LOG_BEAT / account.period
    return max(1, int(account.calls_per_period * periods * _FEW))
