"""One DNS record as a person or a program writes it, and back.

Values are written as DNS hosts' forms take them: host names in full, with or without the final dot; a TXT
value as plain text, which is split into strings of at most 255 bytes (RFC 1035 section 3.3.14). A TXT value
that begins with a quotation mark is taken as presentation format, `"one" "two"`, so that any TXT record can
be made, mistaken ones too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
from dns.rdtypes.ANY.TXT import TXT

DEFAULT_TTL = 30
_TTLS = range(1, 86_401)
_STRING_BYTES = 255
_HOST_HINT = "Enter a full host name, for example mail.example.com."
_HINTS = {
    "A": "Enter an IPv4 address, for example 192.0.2.10.",
    "AAAA": "Enter an IPv6 address, for example 2001:db8::10.",
    "CNAME": _HOST_HINT,
    "MX": _HOST_HINT,
    "NS": _HOST_HINT,
    "TXT": 'Enter text. If it begins with a quotation mark, write every string as "text".',
}


class RecordProblems(ValueError):
    """Everything that is wrong with a record: a sentence for each field (name, type, value, ttl)."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Record:
    name: dns.name.Name
    rdata: dns.rdata.Rdata
    ttl: int

    @property
    def type(self) -> str:
        return dns.rdatatype.to_text(self.rdata.rdtype)

    @property
    def value(self) -> str:
        return shown(self.rdata)

    @property
    def id(self) -> str:
        """A short name for forms and links, the same as long as name, type and value are."""
        text = f"{self.name.to_text().lower()} {self.type} {self.rdata.to_text()}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def parse(name: str, type_: str, value: str, ttl: str | int, *, zone: dns.name.Name) -> Record:
    """Raises RecordProblems with every problem found."""
    problems: dict[str, str] = {}
    with _noting(problems, "name"):
        parsed_name = parse_name(name, zone)
    with _noting(problems, "ttl"):
        parsed_ttl = _ttl(ttl)
    with _noting(problems, "type"):
        rdtype = _type(type_)
    with _noting(problems, "value"):
        rdata = _rdata(rdtype, value.strip()) if "type" not in problems else None
    if problems or rdata is None:
        raise RecordProblems(problems)
    return Record(parsed_name, rdata, parsed_ttl)


def parse_name(text: str, zone: dns.name.Name) -> dns.name.Name:
    """The full name of what was typed: relative to the zone, `@` for the zone, or full with a final dot.

    Raises ValueError with a sentence.
    """
    try:
        name = dns.name.from_text(text.strip() or ".", origin=zone)
    except dns.exception.DNSException:
        raise ValueError(
            "This is not a name that DNS allows. Use letters, digits, hyphens and dots."
        ) from None
    if not text.strip():
        raise ValueError("Enter a name, or @ for the domain itself.")
    if not name.is_subdomain(zone):
        raise ValueError(f"This name is outside {plain(zone)}.")
    return name


def plain(name: dns.name.Name) -> str:
    """A name as people write it: lower case, without the final dot."""
    return name.to_text(omit_final_dot=True).lower()


def relative(name: dns.name.Name, zone: dns.name.Name) -> str:
    """A name as a DNS host's form shows it: relative to the zone, `@` for the zone itself."""
    return plain(name.relativize(zone))


def shown(rdata: dns.rdata.Rdata) -> str:
    """A value in the same words in which it can be typed."""
    if isinstance(rdata, TXT):
        text = b"".join(rdata.strings).decode(errors="replace")
        return text if _reads_as_text(text) and _txt(text) == rdata else rdata.to_text()
    return rdata.to_text().removesuffix(".")


@contextmanager
def _noting(problems: dict[str, str], field: str) -> Iterator[None]:
    try:
        yield
    except ValueError as problem:
        problems[field] = str(problem)


def _ttl(typed: str | int) -> int:
    text = str(typed).strip() or str(DEFAULT_TTL)
    if text.isascii() and text.isdigit() and len(text) < 10 and int(text) in _TTLS:
        return int(text)
    raise ValueError("Enter a number of seconds from 1 to 86400.")


def _type(typed: str) -> dns.rdatatype.RdataType:
    try:
        rdtype = dns.rdatatype.from_text(typed.strip())
    except (dns.rdatatype.UnknownRdatatype, ValueError):
        raise ValueError("This is not a record type. Choose one from the list.") from None
    if rdtype == dns.rdatatype.SOA or dns.rdatatype.is_metatype(rdtype):
        raise ValueError("This record type can't be set here.")
    return rdtype


def _rdata(rdtype: dns.rdatatype.RdataType, value: str) -> dns.rdata.Rdata:
    if rdtype == dns.rdatatype.TXT and value and not value.startswith('"'):
        return _txt(value)
    try:
        return dns.rdata.from_text(dns.rdataclass.IN, rdtype, value, dns.name.root, relativize=False)
    except (dns.exception.DNSException, ValueError):
        type_ = dns.rdatatype.to_text(rdtype)
        raise ValueError(_HINTS.get(type_, f"This is not a value for a record of type {type_}.")) from None


def _reads_as_text(text: str) -> bool:
    return bool(text) and text.isprintable() and text == text.strip() and not text.startswith('"')


def _txt(text: str) -> TXT:
    data = text.encode()
    strings = [data[start : start + _STRING_BYTES] for start in range(0, len(data), _STRING_BYTES)]
    return TXT(dns.rdataclass.IN, dns.rdatatype.TXT, strings)
