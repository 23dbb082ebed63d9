"""The five records that a customer publishes, as subjects of a test: how they look when right, and when not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import dns.rdata
import dns.rdatatype

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.records import Purpose, Record, RecordSet
from tenants.names import DomainName
from tests.cloudmailin.dns.looks import NAMES, SELECTOR, record_sets

_OTHER = {RecordType.TXT: '"hello"', RecordType.MX: "10 mail.example.", RecordType.CNAME: "else.example."}


@dataclass(frozen=True, slots=True)
class Subject:
    """A record set of a domain whose zone is `zone`."""

    zone: str
    record_set: RecordSet

    @property
    def purpose(self) -> Purpose:
        return self.record_set.purpose

    @property
    def name(self) -> str:
        return self.record_set.records[0].name

    @property
    def type(self) -> RecordType:
        return self.record_set.records[0].type

    @property
    def is_alias(self) -> bool:
        return self.type is RecordType.CNAME

    @property
    def right(self) -> tuple[str, ...]:
        """As `scripted_server.records` takes them."""
        return tuple(f"{self.name} {self.type} {_value(each)}" for each in self.record_set.records)

    @property
    def wrong(self) -> str:
        return f"{self.name} {self.type} {_OTHER[self.type]}"

    @property
    def asked(self) -> tuple[RecordType, ...]:
        """The types to which the answer is the same: an alias answers for all."""
        aliased = (RecordType.CNAME, RecordType.TXT, RecordType.MX, RecordType.A, RecordType.AAAA)
        return aliased if self.is_alias else (self.type,)

    def right_data(self) -> Iterator[tuple[int, bytes]]:
        """Type and data of the right records, as in a packet."""
        for each in self.record_set.records:
            kind = dns.rdatatype.from_text(each.type)
            yield kind, dns.rdata.from_text("IN", kind, _value(each)).to_wire()  # type: ignore[misc]


def subjects(zone: str) -> Iterator[Subject]:
    """All five, for the domain `mail` in the zone."""
    domain = DomainName(f"mail.{zone}")
    names = replace(
        NAMES, domain=domain, mta_domain=f"mta.{domain}", dkim_domain=f"{SELECTOR}._domainkey.{domain}"
    )
    for each in record_sets(names).values():
        yield Subject(zone, each)


def _value(record: Record) -> str:
    return f'"{record.value}"' if record.type is RecordType.TXT else f"{record.value}."
