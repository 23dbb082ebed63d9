"""The records that a customer has to publish, as values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
    """What fulfils one purpose for `domain`: all of `records`, or `alternative` in their place."""

    purpose: Purpose
    domain: DomainName
    records: tuple[Record, ...]
    required: bool = True
    alternative: Record | None = None


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


def receiving(domain: DomainName) -> RecordSet:
    records = (Record(Purpose.MX, RecordType.MX, domain, f"{MX_PRIORITY} {host}") for host in MX_HOSTS)
    return RecordSet(Purpose.MX, domain, tuple(records))


def sending(names: SendingNames) -> Iterator[RecordSet]:
    """Return path (bounces, and SPF with it), DKIM as CNAME or as TXT, and DMARC as a recommendation."""
    return_path = Record(
        Purpose.RETURN_PATH, RecordType.CNAME, _folded(names.mta_domain), _folded(names.required_cname)
    )
    hosted = _folded(DKIM_TARGET.format(selector=names.dkim_selector))
    dkim = Record(Purpose.DKIM, RecordType.CNAME, _folded(names.dkim_domain), hosted)
    own_key = Record(Purpose.DKIM, RecordType.TXT, dkim.name, names.dkim_public_record)
    dmarc = Record(Purpose.DMARC, RecordType.TXT, f"_dmarc.{names.domain}", DMARC_DEFAULT)
    yield RecordSet(Purpose.RETURN_PATH, names.domain, (return_path,))
    yield RecordSet(Purpose.DKIM, names.domain, (dkim,), alternative=own_key)
    yield RecordSet(Purpose.DMARC, names.domain, (dmarc,), required=False)


def relative(name: str, zone: str) -> str:
    """What most DNS panels want in their host field: the name without the zone, "@" for the zone itself."""
    return "@" if name == zone else name.removesuffix(f".{zone}")


def txt_chunks(value: str) -> tuple[str, ...]:
    """The value, ASCII, as strings of at most 255 bytes, for panels that want a long TXT record split."""
    return tuple(value[at : at + _TXT_STRING] for at in range(0, len(value), _TXT_STRING)) or ("",)


def _folded(host: str) -> str:
    """As answers have it: names are compared without case (RFC 4343), here without the final dot too."""
    return host.lower().removesuffix(".")
