"""Points in time as Elasticsearch's query strings write them: `now-1d/d`, `2026-01`, `2026-01-31||+1M/d`.

Elasticsearch reference, "Date math" and the missing-component rules of its range queries: what is written is
a stretch of time, as long as its last unit (a day for `2026-01-31`, a millisecond for `now`). All in UTC.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_DATE = re.compile(
    r"(?P<y>\d{4})(?:-(?P<M>\d\d?)(?:-(?P<d>\d\d?)"
    r"(?:T(?P<h>\d\d)(?::(?P<m>\d\d)(?::(?P<s>\d\d)(?P<ms>\.\d{1,3})?)?)?(?P<zone>Z|[+-]\d\d:?\d\d)?)?)?)?",
    re.ASCII,
)
_STEP = re.compile(r"([+-]\d{1,6}|/)([yMwdhHms])", re.ASCII)
_UNITS = ("y", "M", "d", "h", "m", "s", "ms")
_LENGTHS = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
    "ms": timedelta(milliseconds=1),
}
_MONTHS = {"y": 12, "M": 1}


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to, not including, `end`."""

    start: datetime
    end: datetime


def span(written: str, now: datetime) -> Span:
    """Raises ValueError when it can't be read, or lies outside the calendar."""
    try:
        moment, unit, steps = _anchor(written, now)
        for sign, name in _steps(steps):
            step_unit = "h" if name == "H" else name
            if sign == "/":
                moment, unit = _floor(moment, step_unit), step_unit
            else:
                moment = _shifted(moment, int(sign), step_unit)
        return Span(moment, _shifted(moment, 1, unit))
    except (ValueError, OverflowError):
        raise ValueError(f"{written!r} is not a date") from None


def _anchor(written: str, now: datetime) -> tuple[datetime, str, str]:
    """Where the arithmetic begins, the last unit written, and the arithmetic."""
    if written.startswith("now"):
        return _floor(now.astimezone(UTC), "ms"), "ms", written.removeprefix("now")
    date, _, steps = written.partition("||")
    found = _DATE.fullmatch(date)
    if found is None:
        raise ValueError
    unit = next(name for name in reversed(_UNITS) if found[name] is not None)
    return _date(found), unit, steps


def _date(found: re.Match[str]) -> datetime:
    year, month, day = int(found["y"]), int(found["M"] or 1), int(found["d"] or 1)
    hour, minute, second = (int(found[name] or 0) for name in ("h", "m", "s"))
    micros = round(float(found["ms"] or 0) * 1_000_000)
    moment = datetime(year, month, day, hour, minute, second, micros, UTC)
    return moment - _offset(found["zone"])


def _offset(zone: str | None) -> timedelta:
    if zone in (None, "Z"):
        return timedelta()
    assert zone
    ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return ahead if zone[0] == "+" else -ahead


def _steps(written: str) -> list[tuple[str, str]]:
    steps = _STEP.findall(written)
    if "".join(sign + name for sign, name in steps) != written:
        raise ValueError
    return steps


def _shifted(moment: datetime, count: int, unit: str) -> datetime:
    """A month later, the 31st becomes the last day that there is."""
    if unit not in _MONTHS:
        return moment + count * _LENGTHS[unit]
    months = moment.year * 12 + moment.month - 1 + count * _MONTHS[unit]
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def _floor(moment: datetime, unit: str) -> datetime:
    """The beginning of the unit that a moment lies in; weeks begin on Monday."""
    if unit == "ms":
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    if unit == "w":
        return _floor(moment, "d") - timedelta(days=moment.weekday())
    kept = _UNITS.index(unit) + 1
    year, month, day, hour, minute, second = (*moment.timetuple()[:kept], *(1, 1, 1, 0, 0, 0)[kept:])
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
