"""Write a plan down as drift: new rows, rows seen again, and rows that are no longer so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from cloudmailin.models.account import Account, Address
from cloudmailin.models.domain import ReceivingDomain, SendingDomain
from cloudmailin.models.drift import Drift
from cloudmailin.reconcile import ledger
from cloudmailin.reconcile.diff import Identity, Plan
from cloudmailin.reconcile.views import Listing, Ours, Theirs, What
from cloudmailin.states import State

Kind = Drift.Kind
_Key = tuple[str, str, str, int]


def record(
    account: Account,
    plan: Plan,
    listings: Sequence[Listing],
    claimed: frozenset[Identity],
    now: datetime,
) -> None:
    """Bring the account's drift up to date. An ignored row is opened again when it looks different."""
    live = {
        _key(row): row for row in Drift.objects.filter(account=account).exclude(status=Drift.Status.RESOLVED)
    }
    found = {_key(row): row for row in _rows(account, plan, now)}
    for key, row in found.items():
        _meet(live.get(key), row, now)
    seen = {(each.what, each.remote_id) for listing in listings for each in listing.objects}
    whole = {(listing.what, listing.of) for listing in listings if listing.is_complete}
    for key, row in live.items():
        is_read = (What(row.what), row.of) in whole
        if key not in found and _is_over(row, seen, claimed, is_read=is_read):
            row.status = Drift.Status.RESOLVED
            row.save(update_fields=["status"])


def _key(row: Drift) -> _Key:
    return row.kind, row.what, row.remote_id, row.target_id


def _rows(account: Account, plan: Plan, now: datetime) -> Iterator[Drift]:
    ours = [*plan.vanished, *(one for one, _ in (*plan.changed, *plan.unverified))]
    owners = _owners(ours)

    def row(kind: Drift.Kind, one: Ours, theirs: Theirs | None = None) -> Drift:
        tenant_id, domain_id = owners.get((one.what, one.key), (None, None))
        return Drift(
            account=account,
            tenant_id=tenant_id,
            domain_id=domain_id,
            kind=kind,
            what=one.what.value,
            target_id=one.key,
            remote_id=one.remote_id,
            name=one.name,
            of=one.of,
            ours=dict(one.facts),
            theirs=dict(theirs.told) if theirs else {},
            is_attempted=True,
            first_seen=now,
            last_seen=now,
            confirmed_at=now,
        )

    yield from (row(Kind.VANISHED, one) for one in plan.vanished)
    yield from (row(Kind.CHANGED, one, theirs) for one, theirs in plan.changed)
    yield from (row(Kind.UNVERIFIED, one, theirs) for one, theirs in plan.unverified)
    yield from _unknown(account, plan.unknown, now)


def _unknown(account: Account, unknown: Iterable[Theirs], now: datetime) -> Iterator[Drift]:
    by_what: dict[What, list[Theirs]] = {}
    for each in unknown:
        by_what.setdefault(each.what, []).append(each)
    for what, objects in by_what.items():
        attempted = ledger.attempted(account, what, {each.name for each in objects})
        for each in objects:
            yield Drift(
                account=account,
                kind=Kind.UNKNOWN,
                what=what.value,
                remote_id=each.remote_id,
                name=each.name[:500],
                of=each.of,
                theirs=dict(each.told),
                is_attempted=each.name in attempted,
                first_seen=now,
                last_seen=now,
                confirmed_at=now,
            )


def _owners(ours: Iterable[Ours]) -> dict[tuple[What, int], tuple[int | None, int | None]]:
    """Tenant and domain of our rows; an address that tenants share is nobody's."""
    keys: dict[What, list[int]] = {what: [] for what in What}
    for one in ours:
        keys[one.what].append(one.key)
    found: dict[tuple[What, int], tuple[int | None, int | None]] = {}
    for address in Address.objects.filter(pk__in=keys[What.ADDRESS], is_shared=False):
        found[What.ADDRESS, address.pk] = (address.tenant_id, None)
    for part in (ReceivingDomain, SendingDomain):
        what = What(part.use)
        rows = part.objects.filter(pk__in=keys[what]).values_list("pk", "tenant_id", "domain_id")
        found |= {(what, pk): (tenant_id, domain_id) for pk, tenant_id, domain_id in rows}
    return found


def _meet(known: Drift | None, row: Drift, now: datetime) -> None:
    if known is None:
        row.save()
        return
    if _looks(known) != _looks(row) and known.status == Drift.Status.IGNORED:
        known.status, known.decision, known.decided_by, known.decided_at = Drift.Status.OPEN, "", None, None
    known.last_seen, known.ours, known.theirs = now, row.ours, row.theirs
    known.is_attempted = row.is_attempted
    known.save()


def _looks(row: Drift) -> tuple[Any, ...]:
    return row.ours, row.theirs, row.is_attempted


def _is_over(row: Drift, seen: set[Identity], claimed: frozenset[Identity], *, is_read: bool) -> bool:
    """Whether it is positively no longer so; that nothing was said of it is not enough.

    `is_read`: whether the list that it was on was read to its end.
    """
    identity = (What(row.what), row.remote_id)
    match row.kind:
        case Kind.UNKNOWN:
            return identity in claimed or (is_read and identity not in seen)
        case Kind.TAKEN:
            part = ReceivingDomain if row.what == What.RECEIVING else SendingDomain
            return not part.objects.filter(pk=row.target_id, state=State.REJECTED, reason="taken").exists()
        case _:
            return identity in seen or identity not in claimed
