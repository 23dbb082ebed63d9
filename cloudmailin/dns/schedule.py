"""When to look again: often while somebody watches, ever more rarely when nobody does."""

from __future__ import annotations

from datetime import datetime, timedelta

_WATCHED = timedelta(seconds=3)
_DOUBTFUL = timedelta(minutes=5)
_GOOD = timedelta(hours=8)
_SPREAD = 0.2

_STEPS = (
    (timedelta(minutes=10), timedelta(seconds=30)),
    (timedelta(hours=1), timedelta(minutes=3)),
    (timedelta(days=1), timedelta(hours=1)),
    (timedelta(days=30), timedelta(hours=6)),
)
"""(until so long after the last change or act of a person, check so often); after the last it rests until asked."""


def interval(
    now: datetime, *, watched: bool, good: bool, doubtful: bool, since: datetime, jitter: float
) -> timedelta | None:
    """The time until the next check, None for "rests until asked".

    `doubtful`: looks have lately begun to contradict the state. `since` is when somebody last acted on the domain
    or its state last changed; `jitter`, in 0 to 1, spreads domains that began together over a fifth of the interval
    to either side.
    """
    if watched:
        return _WATCHED
    every = _GOOD if good else next((every for until, every in _STEPS if now - since < until), None)
    if doubtful:
        every = min(_DOUBTFUL, every or _DOUBTFUL)
    return every * (1 - _SPREAD + 2 * _SPREAD * jitter) if every else None
