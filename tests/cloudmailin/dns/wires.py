"""Packets by hand, for what no library would write. Offsets and fields are those of RFC 1035 section 4."""

from __future__ import annotations

import struct
from collections.abc import Iterable

import dns.name

from tests.cloudmailin.dns.scripted_server import TTL, Query
from tests.cloudmailin.dns.subjects import Subject

QR, AA, TC, RA = 0x8000, 0x0400, 0x0200, 0x0080
IN, CH = 1, 3
TXT, OPT, TSIG = 16, 41, 250
HEADER = 12
ASKED = b"\xc0\x0c"
"""A pointer to the name in the question."""


def name(text: str) -> bytes:
    return dns.name.from_text(text).to_wire() or b""


def question(query: Query) -> bytes:
    asked = query.message.question[0]
    return name(asked.name.to_text()) + struct.pack("!HH", asked.rdtype, asked.rdclass)


def rr(
    owner: bytes, kind: int, data: bytes, *, ttl: int = TTL, cls: int = IN, length: int | None = None
) -> bytes:
    """`length` is what the record says of its data, in bytes, where it lies."""
    return owner + struct.pack("!HHIH", kind, cls, ttl, len(data) if length is None else length) + data


def packet(
    query: Query,
    answer: Iterable[bytes] = (),
    additional: Iterable[bytes] = (),
    *,
    flags: int = QR | AA,
    questions: list[bytes] | None = None,
    more: int = 0,
) -> bytes:
    """`more` is how many answers the header claims beyond those that are there."""
    asked = [question(query)] if questions is None else questions
    given, added = list(answer), list(additional)
    counts = struct.pack("!HHHHHH", query.message.id, flags, len(asked), len(given) + more, 0, len(added))
    return b"".join([counts, *asked, *given, *added])


def right(subject: Subject, *, owner: bytes = ASKED, ttl: int = TTL, cls: int = IN) -> list[bytes]:
    return [rr(owner, kind, data, ttl=ttl, cls=cls) for kind, data in subject.right_data()]


def texts(*strings: bytes) -> bytes:
    """The data of one TXT record."""
    return b"".join(bytes([len(each)]) + each for each in strings)
