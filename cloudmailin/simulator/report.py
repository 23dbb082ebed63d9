"""What the journal tells about an account's calls, by the simulator's own clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .journal import Call
from .limiter import fullest

_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Report:
    """`calls`: the most counted calls in any window, the first of which `began` at that time (Unix time).

    The rest is about all arrivals: how many, how many of them the limit refused, and how many by status
    (0: the connection was dropped).
    """

    calls: int
    began: float | None
    arrivals: int
    refused: int
    statuses: dict[str, int]


def report(calls: Sequence[Call], seconds: float) -> Report:
    """`seconds`: the length of the windows."""
    most = fullest((call.at for call in calls if call.counted), seconds)
    by_status = Counter(call.status for call in calls)
    return Report(
        calls=most.calls,
        began=most.began,
        arrivals=len(calls),
        refused=sum(call.status == _TOO_MANY and not call.counted for call in calls),
        statuses={str(status): by_status[status] for status in sorted(by_status)},
    )
