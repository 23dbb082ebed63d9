"""The records to publish, one section a purpose, each with what was found of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from django.utils.translation import gettext as _

from cloudmailin.dns.comparison import Comparison, comparisons
from cloudmailin.dns.dig import dig
from cloudmailin.dns.entry import Field, entry
from cloudmailin.dns.finding import FindingStatus
from cloudmailin.dns.hosts import DnsHost, host_of
from cloudmailin.dns.policy import with_own_policy
from cloudmailin.dns.records import Record, RecordSet
from cloudmailin.dns.steps import steps
from cloudmailin.lifecycle.wanted import record_sets
from cloudmailin.models import Domain, Finding
from portal import words
from portal.host_advice import told
from portal.pages.domains.asking import Asked, asked
from portal.words import Text, Words
from tenants import names

MISTAKEN = frozenset({FindingStatus.WRONG, FindingStatus.CONFLICTING})
"""Something stands in DNS that has to be changed."""

_UNSEEN = "unseen"

_SIGNS: Mapping[str, tuple[str, str]] = {
    FindingStatus.OK: ("good", "good"),
    FindingStatus.MISSING: ("quiet", "busy"),
    FindingStatus.WRONG: ("bad", "bad"),
    FindingStatus.CONFLICTING: ("bad", "bad"),
    FindingStatus.UNKNOWN: ("busy", "unknown"),
    _UNSEEN: ("quiet", "busy"),
}
"""A status as (tone, icon)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record to publish: `host`, `value` and `priority` as the customer's DNS panel takes them, `name` in full.

    `host` is empty where the panel wants nothing for the zone itself; `key` is unique on the page. `note` says the
    name in full.
    """

    key: str
    type: str
    host: str
    name: str
    value: str
    priority: str
    note: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What the customer's DNS panel calls its fields, "" for the priority where it has none of its own."""

    name: str
    value: str
    priority: str


@dataclass(frozen=True, slots=True)
class Section:
    purpose: str
    about: Words
    is_needed: bool
    panel: Panel
    rows: tuple[Row, ...]
    steps: tuple[tuple[str, str], ...]
    digs: tuple[str, ...]
    alternative: tuple[Row, ...]
    status: str
    diagnosis: Words | None
    hidden_minutes: int
    is_indirect: bool
    asked: tuple[Asked, ...]
    host_advice: Text
    help_url: str
    compared: tuple[Comparison, ...]

    @property
    def status_title(self) -> Text:
        return words.STATUSES[self.status]

    @property
    def tone(self) -> str:
        return _SIGNS[self.status][0]

    @property
    def icon(self) -> str:
        return _SIGNS[self.status][1]

    @property
    def is_found(self) -> bool:
        return self.status == FindingStatus.OK

    @property
    def is_mistaken(self) -> bool:
        return self.status in MISTAKEN

    @property
    def is_absent(self) -> bool:
        """Known not to be as it should; silence of the DNS host is no absence."""
        return self.is_mistaken or self.status == FindingStatus.MISSING


def sections(
    domain: Domain, findings: Mapping[str, Finding], host: DnsHost, zone: str, now: datetime
) -> Iterator[Section]:
    """In the order of the page; none for a domain that is leaving."""
    server = next(iter(domain.name_servers.split()), "")
    for record_set in record_sets(domain):
        yield _section(record_set, findings.get(record_set.purpose), host, zone, server, now)


def dns_host_of(domain: Domain) -> DnsHost:
    """Who runs the domain's DNS, as far as the last check could tell."""
    return host_of(domain.name_servers.split())


def zone_of(domain: Domain) -> str:
    """The zone in which the records are published: as DNS had it, or else the registrable name."""
    if domain.zone and _holds(domain.zone, domain.name):
        return domain.zone
    return names.registrable(domain.name) or ""


def _holds(zone: str, name: str) -> bool:
    """Whether the zone is the domain's own: a check of a name that is not registered finds its registry's zone."""
    registered = names.registrable(name)
    return registered is not None and (zone == registered or names.is_below(zone, registered))


def _section(
    record_set: RecordSet, finding: Finding | None, host: DnsHost, zone: str, server: str, now: datetime
) -> Section:
    diagnosis, host_advice = _advised(finding, host, zone, record_set) if finding else (None, "")
    compared = _compared(record_set, finding) if finding and finding.status in MISTAKEN else ()
    if finding:
        record_set = with_own_policy(record_set, finding.code, finding.seen)
    alternative, first = record_set.alternative, record_set.records[0]
    return Section(
        purpose=record_set.purpose.value,
        about=words.PURPOSES[record_set.purpose],
        is_needed=record_set.required,
        panel=_panel(first, host, zone),
        rows=tuple(
            _row(record, host, zone, str(number)) for number, record in enumerate(record_set.records, 1)
        ),
        steps=() if finding and finding.status == FindingStatus.OK else tuple(_said(host, zone, first)),
        digs=tuple(dict.fromkeys(dig(record, server) for record in record_set.records)),
        alternative=(_row(alternative, host, zone, "other"),) if alternative else (),
        status=finding.status if finding else _UNSEEN,
        hidden_minutes=_hidden_minutes(finding, now) if finding else 0,
        is_indirect=bool(finding and finding.is_indirect),
        asked=tuple(asked(finding.exchanges)) if finding else (),
        diagnosis=diagnosis,
        host_advice=host_advice,
        help_url=host.help_url or "",
        compared=compared,
    )


def _said(host: DnsHost, zone: str, record: Record) -> Iterator[tuple[str, str]]:
    """Each step in the reader's language, and what is to be copied for it, or ""."""
    for step in steps(host, zone, record):
        yield step.said(_), step.copy or ""


def _hidden_minutes(finding: Finding, now: datetime) -> int:
    """How long caches may still hide what is published, 0 once they can't."""
    if finding.visible_at is None or finding.status != FindingStatus.OK:
        return 0
    return max(0, ceil((finding.visible_at - now) / timedelta(minutes=1)))


def _advised(finding: Finding, host: DnsHost, zone: str, record_set: RecordSet) -> tuple[Words | None, Text]:
    """The diagnosis, and what is to be added or put in place of its advice where the host is known."""
    diagnosis = _diagnosis(finding)
    more = told(finding.code, host, zone, record_set, finding.detail) if diagnosis else None
    if diagnosis and more and more.instead:
        return replace(diagnosis, advice=more.text), ""
    return diagnosis, more.text if more else ""


def _diagnosis(finding: Finding) -> Words | None:
    """What there is to say beyond the badge."""
    said = words.FINDINGS[finding.code].filled(finding.detail)
    speaks_for_itself = finding.status in (FindingStatus.OK, FindingStatus.MISSING)
    return None if speaks_for_itself and not said.sentence else said


def _compared(record_set: RecordSet, finding: Finding) -> tuple[Comparison, ...]:
    return comparisons(record_set, finding.code, finding.seen, finding.detail)


def _panel(record: Record, host: DnsHost, zone: str) -> Panel:
    typed = entry(host, zone, record)
    return Panel(
        _label(typed.name, _("Name")),
        _label(typed.value, _("Value")),
        _label(typed.priority, _("Priority")) if typed.priority else "",
    )


def _label(field: Field, usual: str) -> str:
    """The panel's own word, in the panel's language; else the usual one in the reader's."""
    return field.label if field.is_sure else usual


def _row(record: Record, host: DnsHost, zone: str, number: str) -> Row:
    typed = entry(host, zone, record)
    return Row(
        key=f"{record.purpose}-{number}",
        type=record.type.value,
        host=typed.name.value,
        name=record.name,
        value=typed.value.value,
        priority=typed.priority.value if typed.priority else "",
        note=(
            _("in full: %(name)s") if typed.name.value not in ("", "@") else _("the domain itself, %(name)s")
        )
        % {"name": record.name},
    )
