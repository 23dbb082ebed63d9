"""How long an operation waits before it is tried again."""

from __future__ import annotations

from datetime import timedelta

_FIRST = timedelta(seconds=5)
LONGEST = timedelta(minutes=15)


UNSEEN = timedelta(hours=1)
"""The longest wait where CloudMailin does not see what DNS has: it may never, and each look is a call."""


def backoff(attempts: int, longest: timedelta = LONGEST) -> timedelta:
    """5 s after the first attempt, then twice as long each time, at most 15 minutes."""
    doublings = min(max(attempts, 1) - 1, 10)
    return min(_FIRST * (1 << doublings), longest)


def gate(retry_after: float | None, period: timedelta) -> timedelta:
    """How long a 429 closes the account: what CloudMailin said, within 1 s and 15 minutes, or a full period."""
    if retry_after is None:
        return period
    return timedelta(seconds=min(max(retry_after, 1.0), LONGEST.total_seconds()))
