"""What our own ledger says about a name: whether calls of ours are about it now, or ever were."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from cloudmailin.models.account import Account, Address
from cloudmailin.models.operation import Operation
from cloudmailin.reconcile.views import What

Kind = Operation.Kind

_CREATION = {
    What.ADDRESS: Kind.CREATE_ADDRESS,
    What.RECEIVING: Kind.CREATE_RECEIVING,
    What.SENDING: Kind.CREATE_SENDING,
}
_DELETION = {
    What.ADDRESS: Kind.DELETE_ADDRESS,
    What.RECEIVING: Kind.DELETE_RECEIVING,
    What.SENDING: Kind.DELETE_SENDING,
}
_LIVE = [Operation.Status.WAITING, Operation.Status.RUNNING]

_DELETION_TAKES = timedelta(hours=1)
"""What we have deleted may stay on a list for so long without being news."""

_NICKNAME = re.compile(r"portal-(?:shared-(?P<account>\d+)|(?P<tenant>[0-9a-f-]{36}?))(?:-\d+)?")


def in_motion(account: Account, since: datetime) -> frozenset[tuple[What, str]]:
    """Names that calls of ours may be making or unmaking, now or since shortly before `since`."""
    done = Q(kind__in=_DELETION.values(), status=Operation.Status.DONE, ended_at__gte=since - _DELETION_TAKES)
    moving = Operation.objects.filter(Q(status__in=_LIVE) | done, account=account)
    found: set[tuple[What, str]] = set()
    for what in (What.RECEIVING, What.SENDING):
        about = moving.filter(kind__in=[_CREATION[what], _DELETION[what]])
        found |= {(what, name) for name in about.values_list("domain__name", flat=True)}
    about = moving.filter(kind__in=[_CREATION[What.ADDRESS], _DELETION[What.ADDRESS]])
    rows = Address.objects.filter(pk__in=about.values("target_id")).select_related("tenant")
    return frozenset(found | {(What.ADDRESS, nickname) for row in rows for nickname in _nicknames(row)})


def _nicknames(address: Address) -> Iterator[str]:
    """The present one, and the one before: a deletion has begun the next generation already."""
    yield address.nickname
    if address.generation > 1:
        address.generation -= 1
        yield address.nickname


def attempted(account: Account, what: What, names: Collection[str]) -> set[str]:
    """Those of the names for which we once sent a creation."""
    tried = Operation.objects.filter(account=account, kind=_CREATION[what], attempts__gt=0)
    if what is not What.ADDRESS:
        found = tried.filter(domain__name__in=names).values_list("domain__name", flat=True)
        return set(found)
    asked = set(tried.values_list("target_id", flat=True))
    return {name for name in names if (row := address_marked(account, name)) and row.pk in asked}


def address_marked(account: Account, nickname: str) -> Address | None:
    """Our address that this nickname is the mark of, of whatever generation."""
    marked = _NICKNAME.fullmatch(nickname)
    if not marked:
        return None
    rows = Address.objects.filter(account=account).select_related("tenant", "account")
    if marked["account"]:
        shared = rows.filter(is_shared=True) if int(marked["account"]) == account.pk else rows.none()
        return shared.order_by("pk").first()
    try:
        return rows.filter(is_shared=False, tenant__public_id=UUID(marked["tenant"])).first()
    except ValueError:
        return None
