"""When the next call may start, counted from the completions of the last ones.

CloudMailin allows `calls` per `period` and does not say which kind of window it counts. A call arrives
somewhere between its start and its completion; when the next call waits until a full period has passed since
the *completion* of the `calls`-th last one, no window of that length, fixed or sliding, ever holds more.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MARGIN = timedelta(milliseconds=500)
"""Added to every period, for clocks that run a little apart."""

TYPICAL_CALL = timedelta(seconds=1)
"""How long a call is taken to last when the wait of those in line is estimated."""


_SPARING = 1.03
"""Background work leaves so much of the budget free that a call at the screen starts within one slot."""


@dataclass(frozen=True, slots=True)
class Limit:
    calls: int
    period: timedelta

    @property
    def slot(self) -> timedelta:
        """One call's share of the period, with its margin."""
        return (self.period + MARGIN) / self.calls


def opens_at(limit: Limit, completions: Sequence[datetime]) -> datetime | None:
    """The earliest start of the next call, None for at once. `completions` are newest first."""
    if len(completions) < limit.calls:
        return None
    return completions[limit.calls - 1] + limit.period + MARGIN


def paced_at(limit: Limit, completions: Sequence[datetime], last_start: datetime | None) -> datetime | None:
    """The same for work that nobody watches: starts a slot and a little apart, so that one opens soon for whoever comes.

    Counted from the last start, and not from its completion, this costs only the little of what `opens_at` permits.
    """
    if last_start is None:
        return None
    paced = last_start + limit.slot * _SPARING
    return max(paced, opens_at(limit, completions) or paced)


def start_of(limit: Limit, completions: Sequence[datetime], now: datetime, position: int) -> datetime:
    """When the call at `position` in line (1 is next) will start, if each takes TYPICAL_CALL."""
    ledger = deque(completions[: limit.calls])
    start = free = now
    for _ in range(position):
        start = max(free, opens_at(limit, ledger) or free)
        free = start + TYPICAL_CALL
        if len(ledger) == limit.calls:
            ledger.pop()
        ledger.appendleft(free)
    return start
