"""The rate limit as arithmetic, "now" given by the caller; times in seconds.

CloudMailin documents 5 calls a minute for an account and not how it counts, so there are three kinds of
window. In all of them a call is remembered as the moment at which it stops counting, and the next call is
accepted while fewer than `limit` count. The default is a choice: a sliding window, in which a refused call
does not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Window(StrEnum):
    """`SLIDING`: a call counts for a period. `FIXED`: to the end of the clock's period that it came in.

    `LEAKY`: a bucket that holds `limit` calls and loses one every `period / limit` seconds, which is the
    generic cell rate algorithm (ITU-T I.371) with a burst of `limit`.
    """

    SLIDING = "sliding"
    FIXED = "fixed"
    LEAKY = "leaky"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one arrival. `retry_after` is in seconds, and None when the call is accepted."""

    log: tuple[float, ...]
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Fullest:
    """The most arrivals in any window of a length, and when the first such window began."""

    calls: int
    began: float | None = None


def arrive(
    log: Iterable[float],
    now: float,
    *,
    limit: int,
    period: float,
    window: Window = Window.SLIDING,
    refused_count: bool = False,
) -> Verdict:
    """Judge a call that arrives `now`. `log`: when each earlier call stops counting, in order."""
    log = counting(log, now)
    if len(log) < limit:
        return Verdict((*log, _end(log, now, limit, period, window)))
    if refused_count:
        log = _with_refused(log, now, limit, period, window)
    return Verdict(log, log[len(log) - limit] - now)


def counting(log: Iterable[float], now: float) -> tuple[float, ...]:
    """The part of a log that still counts."""
    return tuple(end for end in log if now < end)


def fullest(times: Iterable[float], period: float) -> Fullest:
    """The fullest window of `period` seconds, wherever it begins."""
    ordered = sorted(times)
    best, start = Fullest(0), 0
    for end, at in enumerate(ordered):
        while at - ordered[start] >= period:
            start += 1
        if end - start + 1 > best.calls:
            best = Fullest(end - start + 1, ordered[start])
    return best


def _end(log: tuple[float, ...], now: float, limit: int, period: float, window: Window) -> float:
    match window:
        case Window.SLIDING:
            return now + period
        case Window.FIXED:
            return (now // period + 1) * period
        case Window.LEAKY:
            return max((now, *log)) + period / limit


def _with_refused(
    log: tuple[float, ...], now: float, limit: int, period: float, window: Window
) -> tuple[float, ...]:
    """Only the last `limit` matter. A choice for the bucket: a refused call fills it to the brim."""
    if window is Window.LEAKY:
        return tuple(now + period * drop / limit for drop in range(1, limit + 1))
    return (*log, _end(log, now, limit, period, window))[-limit:]
