"""What our own ledger says: which objects of ours there should be, what is under way, what we once asked for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, Q

from cloudmailin.models.account import Account, Address
from cloudmailin.models.domain import Attachment, ReceivingDomain, SendingDomain
from cloudmailin.models.operation import Operation
from cloudmailin.reconcile.diff import Identity
from cloudmailin.reconcile.views import Ours, What
from cloudmailin.states import State

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
_CHANGES = {
    **{kind: what for what, kind in _CREATION.items()},
    Kind.CHANGE_ADDRESS: What.ADDRESS,
    Kind.VERIFY_SENDING: What.SENDING,
}
_LIVE = [Operation.Status.WAITING, Operation.Status.RUNNING]
_NOT_MEANT_TO_BE_THERE = [State.REJECTED, State.REMOVING, State.GONE]

_DELETION_TAKES = timedelta(hours=1)
"""What we have deleted may stay on a list for so long without being news."""

_NICKNAME = re.compile(r"portal-(?:shared-(?P<account>\d+)|(?P<tenant>[0-9a-f-]{36}?))(?:-\d+)?")


def ours(account: Account, since: datetime) -> list[Ours]:
    """What CloudMailin should have, each with the end of our last call about it, if that was after `since`."""
    last = _last_calls(account, since)
    return [*_addresses(account, last), *_receiving(account, last), *_sending(account, last)]


def _last_calls(account: Account, since: datetime) -> Mapping[tuple[What, int], datetime]:
    done = Operation.objects.filter(
        account=account, status=Operation.Status.DONE, kind__in=_CHANGES, ended_at__gte=since
    )
    ends = done.values_list("kind", "target_id").annotate(Max("ended_at")).order_by("ended_at__max")
    return {(_CHANGES[Kind(kind)], target): ended for kind, target, ended in ends if ended}


def _addresses(account: Account, last: Mapping[tuple[What, int], datetime]) -> Iterator[Ours]:
    leaving = Operation.objects.filter(account=account, kind=Kind.DELETE_ADDRESS, status__in=_LIVE)
    rows = Address.objects.filter(account=account).exclude(remote_id="").select_related("tenant")
    shown: set[str] = set()
    for row in rows.exclude(pk__in=leaving.values("target_id")).order_by("pk"):
        if row.remote_id not in shown:
            shown.add(row.remote_id)
            facts = {"target": row.target, "target_format": row.target_format} if row.is_applied else {}
            yield Ours(
                What.ADDRESS,
                row.pk,
                row.remote_id,
                row.nickname,
                facts=facts,
                since=_since_of_address(row, last),
            )


def _since_of_address(row: Address, last: Mapping[tuple[What, int], datetime]) -> datetime | None:
    """The rows that share an address stand for it together: the call may have been made for any of them."""
    if not row.is_shared:
        return last.get((What.ADDRESS, row.pk))
    return max((at for (what, _), at in last.items() if what is What.ADDRESS), default=None)


def _receiving(account: Account, last: Mapping[tuple[What, int], datetime]) -> Iterator[Ours]:
    rows = ReceivingDomain.objects.filter(domain__account=account).select_related("domain", "address")
    for row in rows.exclude(remote_id="").exclude(state__in=_NOT_MEANT_TO_BE_THERE):
        yield Ours(
            What.RECEIVING,
            row.pk,
            row.remote_id,
            row.domain.name,
            of=row.address.remote_id,
            since=last.get((What.RECEIVING, row.pk)),
        )


def _sending(account: Account, last: Mapping[tuple[What, int], datetime]) -> Iterator[Ours]:
    rows = SendingDomain.objects.filter(domain__account=account).select_related("domain")
    for row in rows.exclude(remote_id="").exclude(state__in=_NOT_MEANT_TO_BE_THERE):
        yield Ours(
            What.SENDING,
            row.pk,
            row.remote_id,
            row.domain.name,
            facts={"dkim_selector": row.dkim_selector},
            is_verified=row.state == State.VERIFIED,
            since=last.get((What.SENDING, row.pk)),
        )


def claimed(account: Account) -> frozenset[Identity]:
    """All ids that any row of ours names, in whatever state."""
    addresses = Address.objects.filter(account=account).exclude(remote_id="")
    found = {(What.ADDRESS, id_) for id_ in addresses.values_list("remote_id", flat=True)}
    parts: tuple[type[Attachment], ...] = (ReceivingDomain, SendingDomain)
    for part in parts:
        rows = part.objects.filter(domain__account=account).exclude(remote_id="")
        found |= {(What(part.use), id_) for id_ in rows.values_list("remote_id", flat=True)}
    return frozenset(found)


def in_motion(account: Account, since: datetime) -> frozenset[tuple[What, str]]:
    """Names that calls of ours may be making or unmaking, now or since shortly before `since`."""
    done = Q(kind__in=_DELETION.values(), status=Operation.Status.DONE, ended_at__gte=since - _DELETION_TAKES)
    moving = Operation.objects.filter(
        Q(status__in=_LIVE) | done, account=account, kind__in=[*_CREATION.values(), *_DELETION.values()]
    )
    named = moving.exclude(domain=None).values_list("kind", "domain__name")
    kinds = {kind: what for what, kind in [*_CREATION.items(), *_DELETION.items()]}
    on_domains = {(kinds[Kind(kind)], name) for kind, name in named}
    rows = Address.objects.filter(
        pk__in=moving.filter(kind__in=[_CREATION[What.ADDRESS], _DELETION[What.ADDRESS]]).values("target_id")
    )
    return frozenset(
        {each for each in on_domains if each[0] is not What.ADDRESS}
        | {(What.ADDRESS, row.nickname) for row in rows.select_related("tenant")}
    )


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
