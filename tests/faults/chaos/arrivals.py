"""What the simulator's journal says of the calls that arrived, by its own clock; pure functions."""

from __future__ import annotations

import itertools
import json
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Arrival:
    """`at`: Unix time in seconds. Calls that the limit refused have arrived as well."""

    at: float
    account: str
    method: str
    path: str
    status: int


def read(journal: Path) -> list[Arrival]:
    """All arrivals, oldest first: the file has more than the simulator's memory, in the order of the answers."""
    if not journal.exists():
        return []
    lines = map(json.loads, journal.read_text().splitlines())
    names = Arrival.__slots__
    return sorted((Arrival(**{name: line[name] for name in names}) for line in lines), key=lambda one: one.at)


def over_limit(arrivals: Iterable[Arrival], limit: int, period: float) -> list[Arrival]:
    """The calls that came when `limit` others of their account had come less than a period before, or were refused."""
    last: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=limit))
    found = []
    for each in arrivals:
        before = last[each.account]
        if each.status == _TOO_MANY or (len(before) == limit and each.at - before[0] < period):
            found.append(each)
        before.append(each.at)
    return found


def by_account(arrivals: Iterable[Arrival]) -> Counter[str]:
    return Counter(each.account for each in arrivals)


def longest_gap(arrivals: Sequence[Arrival], began: float, ended: float) -> float:
    """The longest time without any call between two moments, in seconds."""
    times = [began, *(each.at for each in arrivals if began < each.at < ended), ended]
    return max(after - before for before, after in itertools.pairwise(times))
