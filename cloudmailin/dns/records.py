"""The records that a customer has to publish, as values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cloudmailin.dns.answers import RecordType
from tenants.names import DomainName

MX_HOSTS = ("client1.cloudmailin.net", "client2.cloudmailin.net", "client3.cloudmailin.net")
"""https://docs.cloudmailin.com/receiving_email/custom_domains/: equal priorities are the documented default."""

MX_PRIORITY = 10
MX_ALIAS = "clients.cloudmailin.net"
DKIM_TARGET = "{selector}.dkim.clients.cloudmta.net"
DMARC_DEFAULT = "v=DMARC1; p=none"

_TXT_STRING = 255
"""The longest character-string in a TXT record (RFC 1035 section 3.3)."""


class Purpose(StrEnum):
    OWNERSHIP = "ownership"
    MX = "mx"
    RETURN_PATH = "return_path"
    DKIM = "dkim"
    DMARC = "dmarc"


@dataclass(frozen=True, slots=True)
class Record:
    """One DNS record; `name` is absolute without final dot, `value` as a DNS panel takes it (TXT without quotes)."""

    purpose: Purpose
    type: RecordType
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class RecordSet:
    """What fulfils one purpose for `domain`: all of `records`, or `alternative` in their place.

    `behind` are CloudMailin's own records where those of `records` have names of the brand's that lead to them; each
    is as good as the other.
    """

    purpose: Purpose
    domain: DomainName
    records: tuple[Record, ...]
    required: bool = True
    alternative: Record | None = None
    behind: tuple[Record, ...] = ()

    @property
    def hosts(self) -> tuple[str, ...]:
        """Those that the values name: of MX records the ones that lead to us."""
        return tuple(record.value.rsplit(" ", 1)[-1] for record in (*self.records, *self.behind))


@dataclass(frozen=True, slots=True)
class OwnNames:
    """A brand's names, shown in place of CloudMailin's, to which they lead in DNS. "" and () where it has none."""

    mx_hosts: tuple[str, ...] = ()
    return_path: str = ""
    dkim_suffix: str = ""


NO_NAMES = OwnNames()


@dataclass(frozen=True, slots=True)
class SendingNames:
    """The names that CloudMailin gave to a sending domain."""

    domain: DomainName
    mta_domain: str
    required_cname: str
    dkim_selector: str
    dkim_domain: str
    dkim_public_record: str


def ownership(domain: DomainName, label: str, token: str) -> RecordSet:
    """The proof: a token of our own, under the brand's label."""
    record = Record(Purpose.OWNERSHIP, RecordType.TXT, f"{label}.{domain}", f"domain-verification={token}")
    return RecordSet(Purpose.OWNERSHIP, domain, (record,))


def receiving(domain: DomainName, own: OwnNames = NO_NAMES) -> RecordSet:
    service = _mx_records(domain, MX_HOSTS)
    if not own.mx_hosts:
        return RecordSet(Purpose.MX, domain, service)
    return RecordSet(Purpose.MX, domain, _mx_records(domain, own.mx_hosts), behind=service)


def sending(names: SendingNames, own: OwnNames = NO_NAMES) -> Iterator[RecordSet]:
    """Return path (bounces, and SPF with it), DKIM as CNAME or as TXT, and DMARC as a recommendation."""
    return_path = Record(
        Purpose.RETURN_PATH, RecordType.CNAME, _folded(names.mta_domain), _folded(names.required_cname)
    )
    hosted = _folded(DKIM_TARGET.format(selector=names.dkim_selector))
    dkim = Record(Purpose.DKIM, RecordType.CNAME, _folded(names.dkim_domain), hosted)
    own_key = Record(Purpose.DKIM, RecordType.TXT, dkim.name, names.dkim_public_record)
    dmarc = Record(Purpose.DMARC, RecordType.TXT, f"_dmarc.{names.domain}", DMARC_DEFAULT)
    own_dkim = f"{names.dkim_selector}.{own.dkim_suffix}" if own.dkim_suffix else ""
    yield _in_front(own.return_path, RecordSet(Purpose.RETURN_PATH, names.domain, (return_path,)))
    yield _in_front(own_dkim, RecordSet(Purpose.DKIM, names.domain, (dkim,), alternative=own_key))
    yield RecordSet(Purpose.DMARC, names.domain, (dmarc,), required=False)


def _mx_records(domain: DomainName, hosts: Sequence[str]) -> tuple[Record, ...]:
    return tuple(Record(Purpose.MX, RecordType.MX, domain, f"{MX_PRIORITY} {host}") for host in hosts)


def _in_front(own: str, record_set: RecordSet) -> RecordSet:
    """With the brand's name shown, where it has one."""
    if not own:
        return record_set
    shown = tuple(replace(record, value=_folded(own)) for record in record_set.records)
    return replace(record_set, records=shown, behind=record_set.records)


def relative(name: str, zone: str) -> str:
    """What most DNS panels want in their host field: the name without the zone, "@" for the zone itself."""
    return "@" if name == zone else name.removesuffix(f".{zone}")


def txt_chunks(value: str) -> tuple[str, ...]:
    """The value, ASCII, as strings of at most 255 bytes, for panels that want a long TXT record split."""
    return tuple(value[at : at + _TXT_STRING] for at in range(0, len(value), _TXT_STRING)) or ("",)


def _folded(host: str) -> str:
    """As answers have it: names are compared without case (RFC 4343), here without the final dot too."""
    return host.lower().removesuffix(".")
