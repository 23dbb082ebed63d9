"""What the portal believes: the objects that CloudMailin should have, from our own rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db.models import Max

from cloudmailin.models.account import Account, Address
from cloudmailin.models.domain import ReceivingDomain, SendingDomain
from cloudmailin.models.operation import Operation
from cloudmailin.reconcile.diff import Identity
from cloudmailin.reconcile.views import Ours, What
from cloudmailin.states import State

Kind = Operation.Kind

_CHANGES = {
    Kind.CREATE_ADDRESS: What.ADDRESS,
    Kind.CHANGE_ADDRESS: What.ADDRESS,
    Kind.CREATE_RECEIVING: What.RECEIVING,
    Kind.CREATE_SENDING: What.SENDING,
    Kind.VERIFY_SENDING: What.SENDING,
}
_LIVE = [Operation.Status.WAITING, Operation.Status.RUNNING]
_NOT_MEANT_TO_BE_THERE = [State.REJECTED, State.REMOVING, State.GONE]


def ours(account: Account, since: datetime) -> list[Ours]:
    """What CloudMailin should have, each with the end of our last call about it, if that was after `since`."""
    last = _last_calls(account, since)
    return [*_addresses(account, last), *_receiving(account, last), *_sending(account, last)]


def _last_calls(account: Account, since: datetime) -> Mapping[tuple[What, int], datetime]:
    done = Operation.objects.filter(
        account=account, status=Operation.Status.DONE, kind__in=_CHANGES, ended_at__gte=since
    )
    ends = done.values_list("kind", "target_id").annotate(last=Max("ended_at")).order_by("last")
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
    for part in (ReceivingDomain, SendingDomain):
        rows = part.objects.filter(domain__account=account).exclude(remote_id="")
        found |= {(What(part.use), id_) for id_ in rows.values_list("remote_id", flat=True)}
    return frozenset(found)
