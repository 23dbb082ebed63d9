"""The rate limit as arithmetic: a sliding log of arrivals, "now" given by the caller.

CloudMailin documents 5 calls a minute for an account and not how it counts. A choice: a sliding log, the
strictest kind of window, in which a refused call does not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one arrival. `retry_after` is in seconds, and None when the call is accepted."""

    log: tuple[float, ...]
    retry_after: float | None = None


def arrive(log: Iterable[float], now: float, *, limit: int, period: float) -> Verdict:
    """Judge a call that arrives `now`, given the earlier accepted ones in order; times in seconds."""
    recent = tuple(at for at in log if now - at < period)
    if len(recent) < limit:
        return Verdict((*recent, now))
    return Verdict(recent, recent[len(recent) - limit] + period - now)


def fullest(times: Iterable[float], period: float) -> int:
    """The largest number of arrivals that any window of `period` seconds holds."""
    ordered = sorted(times)
    most = start = 0
    for end, at in enumerate(ordered):
        while at - ordered[start] >= period:
            start += 1
        most = max(most, end - start + 1)
    return most
