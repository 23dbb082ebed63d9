"""The calls of the last day as columns to be drawn, hour by hour. Pure; lengths in units of the drawing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.columns import HEIGHT, Part, stacked

HOURS = 24
_COLUMN = 20


@dataclass(frozen=True, slots=True)
class Hour:
    at: datetime
    done: int
    failed: int

    @property
    def total(self) -> int:
        return self.done + self.failed


@dataclass(frozen=True, slots=True)
class Chart:
    """`limit` is how many calls an hour allows."""

    hours: Sequence[Hour]
    limit: int

    @property
    def width(self) -> int:
        return len(self.hours) * _COLUMN

    @property
    def highest(self) -> int:
        """The top of the drawing: the limit only where the calls come near it."""
        most = max((hour.total for hour in self.hours), default=0)
        return self.limit if most * 2 > self.limit else max(most, 1)

    @property
    def limit_at(self) -> float | None:
        """How far from the top the line of the limit is, None where it is out of sight."""
        return round(HEIGHT * (1 - self.limit / self.highest), 2) if 0 < self.limit <= self.highest else None

    @property
    def parts(self) -> Iterator[Part]:
        columns = ((("done", hour.done), ("failed", hour.failed)) for hour in self.hours)
        return stacked(columns, self.highest, _COLUMN)

    @property
    def done(self) -> int:
        return sum(hour.done for hour in self.hours)

    @property
    def failed(self) -> int:
        return sum(hour.failed for hour in self.hours)

    @property
    def share(self) -> int:
        """Of what the day allowed, in percent."""
        return round(100 * (self.done + self.failed) / (self.limit * len(self.hours))) if self.limit else 0


def chart(counts: Mapping[tuple[datetime, bool], int], limit: int, now: datetime) -> Chart:
    """`counts`: how many calls, by the hour they began in and whether they were done."""
    last = now.replace(minute=0, second=0, microsecond=0)
    starts = [last - timedelta(hours=back) for back in reversed(range(HOURS))]
    hours = [Hour(at, counts.get((at, True), 0), counts.get((at, False), 0)) for at in starts]
    return Chart(hours, limit)
