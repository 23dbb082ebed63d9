"""How a round is spread over time, so that its calls come when nobody needs them."""

from __future__ import annotations

from datetime import timedelta

LONGEST = timedelta(minutes=10)
_PARTS = 2
"""A round is done in about half of the time between two, which leaves room for what comes in between."""


def gap(every: timedelta, reads: int) -> timedelta:
    """Between two reads of a round in which about `reads` are left, when there is one round in `every`."""
    return min(every / _PARTS / max(reads, 1), LONGEST)
