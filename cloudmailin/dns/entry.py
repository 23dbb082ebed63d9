"""What to type into each field of a DNS host's panel for one record."""

from __future__ import annotations

from dataclasses import dataclass

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.host_facts import LongText, Priority, Quotes
from cloudmailin.dns.hosts import DnsHost
from cloudmailin.dns.quoting import character_strings
from cloudmailin.dns.records import Record, relative


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the panel and what goes into it; "" leaves it empty. `is_sure`: the label is the panel's own."""

    label: str
    value: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in the form of one panel; `priority` is None where there is no field for it."""

    type: RecordType
    name: Field
    value: Field
    priority: Field | None = None


def entry(host: DnsHost, zone: str, record: Record) -> Entry:
    """`zone` is the apex of the zone that holds the record, without final dot."""
    value, priority = _value(host, record)
    return Entry(
        type=record.type,
        name=_field(host.name_field, "Name", host_name(host, zone, record.name)),
        value=_field(host.value_field_of(record.type), "Value", value),
        priority=_field(host.priority_field, "Priority", priority) if priority else None,
    )


def _field(label: str | None, usual: str, value: str) -> Field:
    return Field(label or usual, value, is_sure=label is not None)


def host_name(host: DnsHost, zone: str, name: str) -> str:
    """The whole name where the panel adds nothing; else what it makes the whole name of."""
    if host.appends_zone is False:
        return name
    return host.apex.value if name == zone else relative(name, zone)


def _value(host: DnsHost, record: Record) -> tuple[str, str]:
    """The value, and an MX record's priority if it has a field of its own."""
    match record.type:
        case RecordType.MX:
            priority, _space, exchange = record.value.partition(" ")
            target = _target(host, exchange)
            return (f"{priority} {target}", "") if host.priority is Priority.VALUE else (target, priority)
        case RecordType.CNAME | RecordType.NS:
            return _target(host, record.value), ""
        case RecordType.TXT:
            return _text(host, record.value), ""
    return record.value, ""


def _target(host: DnsHost, name: str) -> str:
    return f"{name}." if host.final_dot else name


def _text(host: DnsHost, value: str) -> str:
    """Where a text is cut its strings stand in quotes, as there is no other way to tell where one ends."""
    strings = character_strings(value)
    cut = host.long_text is LongText.SPLIT and len(strings) > 1
    return " ".join(strings) if cut or host.quotes is Quotes.NEEDED else value
