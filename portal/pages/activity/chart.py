"""The chart of what was accepted, delayed and rejected, as columns to be drawn. Pure; lengths in units of the drawing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cloudmailin.delivery_log.outcomes import Outcome
from portal.columns import Part, stacked

_COLUMN = 10
_ORDER = (Outcome.ACCEPTED, Outcome.DELAYED, Outcome.REJECTED)
"""From the bottom up."""

Counts = Mapping[tuple[datetime, str], int]


@dataclass(frozen=True, slots=True)
class Line:
    """One column in words."""

    at: datetime
    accepted: int
    delayed: int
    rejected: int

    @property
    def total(self) -> int:
        return self.accepted + self.delayed + self.rejected


@dataclass(frozen=True, slots=True)
class Chart:
    lines: tuple[Line, ...]
    is_hourly: bool

    @property
    def width(self) -> int:
        return len(self.lines) * _COLUMN

    @property
    def highest(self) -> int:
        return max((line.total for line in self.lines), default=0)

    @property
    def parts(self) -> Iterator[Part]:
        columns = ([(outcome.value, getattr(line, outcome)) for outcome in _ORDER] for line in self.lines)
        return stacked(columns, self.highest, _COLUMN)

    @property
    def busy_lines(self) -> list[Line]:
        """The columns that hold anything, newest first."""
        return [line for line in reversed(self.lines) if line.total]

    @property
    def totals(self) -> Line:
        return Line(
            self.lines[0].at,
            *(sum(getattr(line, outcome) for line in self.lines) for outcome in _ORDER),
        )


def chart(starts: Sequence[datetime], counts: Counts, *, is_hourly: bool) -> Chart:
    """`counts`: how many, by the start of a column and the outcome."""
    return Chart(
        tuple(Line(at, *(counts.get((at, outcome), 0) for outcome in _ORDER)) for at in starts), is_hourly
    )
