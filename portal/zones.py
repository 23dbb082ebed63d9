"""The time zones that people choose from, by continent, as the IANA database names them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from zoneinfo import available_timezones

_CONTINENTS = (
    *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe"),
    *("Indian", "Pacific"),
)

Choice = tuple[str, str]


@cache
def zones() -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """In groups, for a form; what the database has beside places (abbreviations, offsets) is left out."""
    named = sorted(name for name in available_timezones() if name.startswith(_CONTINENTS) and "/" in name)
    by_continent = groupby(named, lambda name: name.partition("/")[0])
    return tuple((continent, tuple(_places(names))) for continent, names in by_continent)


def _places(names: Iterator[str]) -> Iterator[Choice]:
    for name in names:
        yield name, name.partition("/")[2].replace("_", " ").replace("/", ", ")
