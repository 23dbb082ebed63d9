"""One record, as steps for somebody who has never heard of DNS: what to do, and beside it what to copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.entry import Entry, Field, entry
from cloudmailin.dns.host_facts import Quotes
from cloudmailin.dns.hosts import DnsHost
from cloudmailin.dns.records import Purpose, Record

_MANY = 255
"""Characters from which on a value is so long that its end gets lost when it is copied by hand."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `copy` is to be shown apart from the sentence, so that no quotation mark of ours is copied too."""

    text: str
    copy: str | None = None


def steps(host: DnsHost, zone: str, record: Record) -> tuple[Step, ...]:
    """In the order in which they are done, from signing in to saving; numbered by whoever shows them."""
    typed = entry(host, zone, record)
    return tuple(_steps(host, zone, record, typed))


def _steps(host: DnsHost, zone: str, record: Record, typed: Entry) -> Iterator[Step]:
    yield _arrival(host, zone, record.type)
    if host.note:
        yield Step(host.note)
    yield _new(host, record)
    yield _name(host, zone, record, typed)
    yield _value(host, zone, typed)
    if typed.priority:
        yield Step(_about_priority(typed.priority), typed.priority.value)
    if host.proxies and record.type is RecordType.CNAME:
        yield Step("Switch the proxy off: “Proxy status” must say “DNS only”, with a grey cloud.")
    if host.flattens and record.type is RecordType.CNAME:
        yield Step("If there is a switch to flatten the record, leave it off.")
    yield Step("Leave every other field, such as TTL, as it is, and save.")


def _arrival(host: DnsHost, zone: str, type: RecordType) -> Step:
    if not host.is_known:
        return Step(
            f"Sign in where the DNS of {zone} is managed, often the company where you bought the domain, "
            "and open the page called “DNS”, “DNS records” or “DNS zone”."
        )
    menu = (host.mail_menu if type is RecordType.MX else "") or host.menu
    where = f"go to {menu.replace('{zone}', zone)}" if menu else f"open the DNS records of {zone}"
    return Step(f"Sign in to {host.name} and {where}.")


def _new(host: DnsHost, record: Record) -> Step:
    """A policy that is there already stays as it is: two of them count as none (RFC 7489 section 6.6.3)."""
    new = f"Add a new record and choose the type {record.type.value}."
    if record.purpose is Purpose.DMARC:
        return Step(
            f"If there is already a record named {record.name}, keep it and stop here. Otherwise, add a new record and choose the type {record.type.value}."
        )
    if host.together and record.type is not RecordType.CNAME:
        return Step(
            f"{new} If there is already one of this type with the name below, open that one instead, "
            "keep what is in it, and add the value on a line of its own."
        )
    return Step(new)


def _name(host: DnsHost, zone: str, record: Record, typed: Entry) -> Step:
    name, where = typed.name.value, _where(typed.name, "“Host” or “Hostname”")
    if not name:
        return Step(f"Leave the field “{typed.name.label}” empty: empty stands for {zone} itself.")
    if name == record.name:
        return Step(f"{where}, enter the whole name.", name)
    known = host.appends_zone is not None
    if record.name == zone:
        refused = "" if known else " If it is refused, leave the field empty."
        return Step(f"{where}, enter this sign. It stands for {zone} itself.{refused}", name)
    if known:
        return Step(f"{where}, enter only this. {host.name} adds “.{zone}” by itself.", name)
    return Step(
        f"{where}, enter only this: most hosts add “.{zone}” by themselves. "
        f"If yours asks for whole names, enter {record.name} instead.",
        name,
    )


def _where(field: Field, others: str) -> str:
    called = "" if field.is_sure else f", which may also be called {others}"
    return f"In the field “{field.label}”{called}"


def _about_priority(field: Field) -> str:
    enter = f"In the field “{field.label}”, enter this number."
    if field.is_sure:
        return enter
    return f"{enter} If there is no such field, put the number before the value, with a space between."


def _value(host: DnsHost, zone: str, typed: Entry) -> Step:
    return Step(" ".join(_about_value(host, zone, typed)), typed.value.value)


def _about_value(host: DnsHost, zone: str, typed: Entry) -> Iterator[str]:
    yield f"{_where(typed.value, '“Content”, “Data”, “Target” or “Points to”')}, paste this."
    if typed.type is RecordType.TXT:
        yield from _about_text(host, typed.value.value)
    elif host.final_dot:
        yield f"Keep the dot at its end: without it, {host.name} would add “.{zone}”."
    if typed.type is RecordType.MX and not typed.priority:
        yield "The number before the name is the priority; this panel takes both in one field."


def _about_text(host: DnsHost, value: str) -> Iterator[str]:
    if value.startswith('"'):
        yield "The quotation marks belong to it."
    elif host.quotes is Quotes.NONE:
        yield "Put no quotation marks around it."
    if len(value) > _MANY:
        yield "It is long: copy it to its very end, as one line."
