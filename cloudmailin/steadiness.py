"""When DNS is believed against the state that a domain is in: only what lasts moves a good state, or brings it back.

Source: DNS-MISTAKES, rules 1 and 5. A look that learned nothing counts for neither side.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Doubt:
    """Definitive looks in a row that contradict the state, and since when."""

    looks: int = 0
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Patience:
    """A state is left after so many looks, of which the last comes so long after the first."""

    looks: int
    lasting: timedelta

    def is_over(self, doubt: Doubt, now: datetime) -> bool:
        return doubt.since is not None and doubt.looks >= self.looks and now - doubt.since >= self.lasting


LEAVING_GOOD = Patience(3, timedelta(minutes=15))
"""Longer than an edit at a DNS host takes, in which records are often deleted before the new ones are added."""

RETURNING = Patience(2, timedelta(minutes=2))
"""One hit may be a name server that has not heard yet; one that is seen again is not."""

CERTAIN_AFTER = timedelta(hours=1)
"""So long a doubt is looked into more often; one that is older hangs on looks that learn nothing."""


def after(doubt: Doubt, *, contradicts: bool | None, now: datetime) -> Doubt:
    """The doubt after one more look, which contradicts the state, confirms it, or learned nothing (None)."""
    if contradicts is None:
        return doubt
    return Doubt(doubt.looks + 1, doubt.since or now) if contradicts else Doubt()


def is_fresh(doubt: Doubt, now: datetime) -> bool:
    """Whether it is worth looking again soon."""
    return doubt.since is not None and now - doubt.since < CERTAIN_AFTER
