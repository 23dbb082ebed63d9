"""The wanted records as DNS keeps them: by name and type, each with all of its values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.records import Purpose, RecordSet


@dataclass(frozen=True, slots=True)
class Group:
    """All values of one type at one name; `name` is absolute without final dot, `values` as in a `Record`."""

    purpose: Purpose
    type: RecordType
    name: str
    values: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class Mail:
    """An MX record's value in its parts; `exchange` without final dot."""

    priority: int
    exchange: str


def groups(zone: str, sets: Iterable[RecordSet]) -> Iterator[Group]:
    """In the order of the sets, each value once. Raises ValueError for a record that the zone can't hold."""
    found: dict[tuple[RecordType, str], list[str]] = {}
    of: dict[tuple[RecordType, str], RecordSet] = {}
    for each in sets:
        for record in each.records:
            if not f".{record.name}".endswith(f".{zone}"):
                raise ValueError(f"{record.name} is not in the zone {zone}")
            values = found.setdefault((record.type, record.name), [])
            of.setdefault((record.type, record.name), each)
            if record.value not in values:
                values.append(record.value)
    for (type, name), values in found.items():
        first = of[type, name]
        yield Group(first.purpose, type, name, tuple(values), first.required)


def mail(value: str) -> Mail:
    """Raises ValueError where the value is not "10 host"."""
    priority, _space, exchange = value.partition(" ")
    return Mail(int(priority), exchange)
