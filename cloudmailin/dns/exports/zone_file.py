"""A zone file (RFC 1035 section 5.1), for BIND and for the many panels that import one.

It holds what is to be added and no SOA or NS record: those are the zone's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.exports.groups import Group, groups, mail
from cloudmailin.dns.quoting import absolute, character_strings
from cloudmailin.dns.records import RecordSet

TTL = 3600
"""Seconds, in all exports: short enough to mend a mistake within the hour."""


def zone_file(zone: str, sets: Iterable[RecordSet]) -> str:
    """Every name in it is absolute, so that no importer can append the zone twice."""
    return "\n".join([f"$ORIGIN {absolute(zone)}", f"$TTL {TTL}", *_lines(zone, sets), ""])


def _lines(zone: str, sets: Iterable[RecordSet]) -> Iterator[str]:
    for group in groups(zone, sets):
        if not group.required:
            yield "; Recommended; leave it out if there is already a record like it."
        for data in presentation(group):
            yield f"{absolute(group.name)}\t{TTL}\tIN\t{group.type.value}\t{data}"


def presentation(group: Group) -> tuple[str, ...]:
    """The values as zone files have them."""
    return tuple(_presented(group.type, value) for value in group.values)


def _presented(type: RecordType, value: str) -> str:
    match type:
        case RecordType.MX:
            one = mail(value)
            return f"{one.priority} {absolute(one.exchange)}"
        case RecordType.CNAME:
            return absolute(value)
        case RecordType.TXT:
            return " ".join(character_strings(value))
    raise ValueError(f"no record of type {type} is ever wanted")
