"""Figures from what was served: pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import timedelta

from cloudmailin.queue.budget import MARGIN, Limit
from portal.bench.worker import Served


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that so large a share of the values does not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def waits(served: Iterable[Served]) -> list[float]:
    """How long each operation waited for its first call, in seconds."""
    return [each.start - each.due for each in served if each.attempt == 1]


def slots(limit: Limit, seconds: float) -> float:
    return seconds / limit.slot.total_seconds()


def budget_use(limit: Limit, served: Sequence[Served]) -> float:
    """The share of what counting from completions permits: the same calls, each as early as that allows."""
    span = served[-1].start - served[0].start
    ends: deque[float] = deque(maxlen=limit.calls)
    free, pause = served[0].start, (limit.period + MARGIN) / timedelta(seconds=1)
    start = free
    for each in served:
        start = max(free, ends[0] + pause) if len(ends) == limit.calls else free
        free = start + each.end - each.start
        ends.append(free)
    return (start - served[0].start) / span if span else 1.0
