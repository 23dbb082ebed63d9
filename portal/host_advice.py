"""Which of the words for a DNS host fit one mistake at one host, and the customer's own values in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.causes.reading import host_of
from cloudmailin.dns.entry import Entry, Field, entry
from cloudmailin.dns.host_facts import LongText, Priority, Quotes
from cloudmailin.dns.hosts import DnsHost
from cloudmailin.dns.probes import accepted
from cloudmailin.dns.records import Record, RecordSet
from portal.host_words import HOST_WORDS, Fact, Told


@dataclass(frozen=True, slots=True)
class Case:
    """One mistake at one host: `typed` is what the host's panel takes for the record that is meant."""

    host: DnsHost
    zone: str
    record: Record
    typed: Entry
    detail: Mapping[str, str]


_HOLDS: Mapping[Fact, Callable[[Case], bool]] = {
    Fact.TOP_IS_EMPTY: lambda case: not case.typed.name.value,
    Fact.ADDS_ZONE_TO_NAMES: lambda case: bool(case.host.appends_zone and case.typed.name.value),
    Fact.ADDS_ZONE_TO_TARGETS: lambda case: case.host.final_dot,
    Fact.STANDS_AT_THE_TOP: lambda case: case.record.name == case.zone,
    Fact.PROXIES: lambda case: case.host.proxies and bool(case.host.menu),
    Fact.FLATTENS: lambda case: case.host.flattens and bool(case.host.menu),
    Fact.WANTS_QUOTES: lambda case: case.host.quotes is Quotes.NEEDED,
    Fact.PRIORITY_IN_VALUE: lambda case: (
        case.record.type is RecordType.MX and case.host.priority is Priority.VALUE
    ),
    Fact.PRIORITY_HAS_A_FIELD: lambda case: case.typed.priority is not None and case.typed.priority.is_sure,
    Fact.FORWARDS_THIS_MAIL: lambda case: (
        bool(case.host.forwarding_menu) and case.detail.get("provider", "").startswith(case.host.name)
    ),
    Fact.HAS_A_MAIL_PAGE: lambda case: bool(case.host.mail_menu),
    Fact.ONE_ENTRY: lambda case: case.host.together,
    Fact.CUTS_LONG_TEXTS: lambda case: case.host.long_text is LongText.SPLIT,
    Fact.VALUE_HAS_A_LABEL: lambda case: case.typed.value.is_sure,
}


def told(
    code: str, host: DnsHost, zone: str, record_set: RecordSet, detail: Mapping[str, str]
) -> Told | None:
    """The first that fits, with the customer's own values in place."""
    if not host.is_known:
        return None
    record = _meant(code, record_set, detail)
    case = Case(host, zone, record, entry(host, zone, record), detail)
    for fact in Fact:
        if (code, fact) in HOST_WORDS and _HOLDS[fact](case):
            said = HOST_WORDS[code, fact]
            return Told(str(said.text).format_map(_values(case)), instead=said.instead)
    return None


def _meant(code: str, record_set: RecordSet, detail: Mapping[str, str]) -> Record:
    """The record that a mistake was made in, where it is not the first."""
    if code.startswith(("text_in_", "dkim_")) and record_set.alternative:
        return record_set.alternative
    target = detail.get("target", "")
    named = (each for each in accepted(record_set) if each.type is not RecordType.TXT)
    return next((each for each in named if host_of(each.value) == target), record_set.records[0])


def _values(case: Case) -> dict[str, str]:
    typed, priority = case.typed, case.typed.priority
    return {
        "dns_host": case.host.name,
        "zone": case.zone,
        "type": case.record.type.value,
        "typed_name": typed.name.value,
        "typed_value": typed.value.value,
        "name_field": _field(typed.name, gettext("the field for the name")),
        "value_field": _field(typed.value, gettext("the field for the value")),
        "priority_field": _field(priority, "") if priority else "",
        "menu": case.host.menu.replace("{zone}", case.zone),
        "mail_menu": case.host.mail_menu.replace("{zone}", case.zone),
        "forwarding_menu": case.host.forwarding_menu.replace("{zone}", case.zone),
    }


def _field(field: Field, usual: str) -> str:
    return gettext("the field “{label}”").format(label=field.label) if field.is_sure else usual
