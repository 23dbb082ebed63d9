"""The records as a text, to mail to the colleague who looks after the DNS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cloudmailin.dns.entry import entry
from cloudmailin.dns.hosts import DnsHost
from cloudmailin.dns.records import Record, RecordSet


def plain_text(host: DnsHost, zone: str, sets: Iterable[RecordSet]) -> str:
    """In the form of the host's panel, with every whole name beside it; a value is never wrapped."""
    return "\n".join(_lines(host, zone, tuple(sets)))


def _lines(host: DnsHost, zone: str, sets: tuple[RecordSet, ...]) -> Iterator[str]:
    where = f", which is at {host.name}" if host.is_known else ""
    yield f"Please add these DNS records to the zone {zone}{where}."
    yield "Keep the records that are there already, and copy each value to its very end."
    if host.help_url:
        yield f"How to do it: {host.help_url}"
    if host.note:
        yield host.note
    number = 0
    for each in sets:
        for record in each.records:
            number += 1
            yield ""
            yield from _record(host, zone, number, record, each)
    yield ""


def _record(host: DnsHost, zone: str, number: int, record: Record, of: RecordSet) -> Iterator[str]:
    typed = entry(host, zone, record)
    yield f"Record {number}" + ("" if of.required else " (recommended; not if there is one like it already)")
    yield f"  Type: {typed.type.value}"
    yield f"  {typed.name.label}: {typed.name.value or '(leave it empty)'}"
    if typed.priority:
        yield f"  {typed.priority.label}: {typed.priority.value}"
    yield f"  {typed.value.label}: {typed.value.value}"
    yield f"  The whole name is {record.name}."
