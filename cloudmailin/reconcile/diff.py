"""Compare the two views: a plan as data. It concludes little, slowly, and nothing at all when too much is missing.

An object of ours has vanished only when two complete lists, at least APART apart, lack it, no list has it, and
CloudMailin says 404 to its id where it can be asked by id (FAULTS F16 to F18: lists lag, repeat and reorder).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cloudmailin.reconcile.views import Listing, Ours, Theirs, What

APART = timedelta(minutes=10)
"""Between two lists that may conclude an absence; and what our own last call needs to show in a list."""

ASKED_BY_ID = frozenset({What.ADDRESS, What.SENDING})
"""CloudMailin's API has no GET of one receiving domain."""

_FEW = 5
_SHARE = 0.02

Identity = tuple[What, str]
"""The kind and remote id of an object."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is so, and what has to be read before more can be said. When braked, nothing is concluded."""

    missing: int = 0
    is_braked: bool = False
    vanished: tuple[Ours, ...] = ()
    changed: tuple[tuple[Ours, Theirs], ...] = ()
    unverified: tuple[tuple[Ours, Theirs], ...] = ()
    unknown: tuple[Theirs, ...] = ()
    list_again: frozenset[tuple[What, str]] = frozenset()
    ask_by_id: tuple[Ours, ...] = ()


def diff(
    ours: Sequence[Ours],
    listings: Sequence[Listing],
    *,
    known: frozenset[Identity] = frozenset(),
    denied: frozenset[Identity] = frozenset(),
    in_motion: frozenset[tuple[What, str]] = frozenset(),
    is_brake_lifted: bool = False,
    is_unproven: bool = False,
) -> Plan:
    """Compare `ours` with what was listed.

    `known`: further objects of ours, such as those being removed. `denied`: those whose GET said 404.
    `in_motion`: names about which calls of ours are under way or just done. `is_unproven`: it may be another account.
    """
    seen = {_identity(each) for listing in listings for each in listing.objects}
    absent = list(_absences([one for one in ours if _identity(one) not in seen], listings))
    is_another = is_unproven and len(absent) == len(ours) > 0
    if not is_brake_lifted and (is_another or len(absent) > most_missing(len(ours))):
        return Plan(missing=len(absent), is_braked=True)
    twice = [one for one, times in absent if max(times) - min(times) >= APART]
    once = [one for one, times in absent if max(times) - min(times) < APART]
    there = _latest(listings)
    met = list(_met(ours, there))
    believed = known | {_identity(one) for one in ours}
    return Plan(
        missing=len(absent),
        vanished=tuple(one for one in twice if not _is_to_be_asked(one, denied)),
        changed=tuple((one, theirs) for one, theirs in met if _is_changed(one, theirs)),
        unverified=tuple((one, theirs) for one, theirs in met if one.is_verified and theirs.is_unverified),
        unknown=tuple(
            theirs
            for identity, (theirs, _) in there.items()
            if identity not in believed and (theirs.what, theirs.name) not in in_motion
        ),
        list_again=frozenset((one.what, one.of) for one in once),
        ask_by_id=tuple(one for one in twice if _is_to_be_asked(one, denied)),
    )


def most_missing(count: int) -> float:
    """So many of `count` objects may be missing before the brake is put on."""
    return max(_FEW, _SHARE * count)


def _absences(unseen: Iterable[Ours], listings: Sequence[Listing]) -> Iterator[tuple[Ours, list[datetime]]]:
    """Those that a complete list should have shown, with the moments of these lists."""
    read = defaultdict(list)
    for listing in listings:
        if listing.is_complete:
            read[listing.what, listing.of].append(listing.read_at)
    for one in unseen:
        if times := [at for at in read[one.what, one.of] if _had_to_show(one, at)]:
            yield one, times


def _had_to_show(one: Ours, at: datetime) -> bool:
    """Whether what we last did to it must have been visible by then."""
    return one.since is None or one.since + APART <= at


def _is_to_be_asked(one: Ours, denied: frozenset[Identity]) -> bool:
    return one.what in ASKED_BY_ID and _identity(one) not in denied


def _latest(listings: Sequence[Listing]) -> dict[Identity, tuple[Theirs, datetime]]:
    """Each object as the newest list tells of it, without those that a newer complete list lacks."""
    whole: dict[tuple[What, str], datetime] = {}
    there: dict[Identity, tuple[Theirs, datetime]] = {}
    for listing in sorted(listings, key=lambda each: each.read_at):
        if listing.is_complete:
            whole[listing.what, listing.of] = listing.read_at
        there |= {_identity(each): (each, listing.read_at) for each in listing.objects}
    return {
        identity: (each, at)
        for identity, (each, at) in there.items()
        if at >= whole.get((each.what, each.of), at)
    }


def _met(
    ours: Iterable[Ours], there: Mapping[Identity, tuple[Theirs, datetime]]
) -> Iterator[tuple[Ours, Theirs]]:
    """Ours and theirs of the same id, where theirs is newer than our last call about it."""
    for one in ours:
        if (found := there.get(_identity(one))) and _had_to_show(one, found[1]):
            yield one, found[0]


def _is_changed(one: Ours, theirs: Theirs) -> bool:
    return any(theirs.facts.get(name, value) != value for name, value in one.facts.items())


def _identity(one: Ours | Theirs) -> Identity:
    return one.what, one.remote_id
