"""Packets that no honest server sends: true answers of every kind with something broken, ladders, and noise.

What comes is a function of the seed alone. All answer the question that comes with them, unless that is broken.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from random import Random

import dns.message
import dns.rcode

from cloudmailin.dns.answers import Question, RecordType
from cloudmailin.dns.packets import LARGEST
from tests.cloudmailin.dns.scripted_server import Query, response, soa
from tests.cloudmailin.dns.wires import ASKED, HEADER, TXT, rr, texts

NAME = "www.shop.test"
POINTER = 0xC000
_FARTHEST = 0x3FFF
"""As far as a pointer reaches (RFC 1035 section 4.1.4)."""

_RARE = 2_000
"""One packet in so many is large."""

_RECORDS: dict[RecordType, Sequence[str]] = {
    RecordType.A: [f"{NAME} A 192.0.2.{number}" for number in range(4)],
    RecordType.AAAA: [f"{NAME} AAAA 2001:db8::{number}" for number in range(4)],
    RecordType.CNAME: [f"{NAME} CNAME there.example."],
    RecordType.MX: [f"{NAME} MX {number} mail{number}.shop.test." for number in range(3)],
    RecordType.NS: [f"{NAME} NS ns{number}.shop.test." for number in range(3)],
    RecordType.SOA: [soa(NAME)],
    RecordType.TXT: [f'{NAME} TXT "v=DKIM1; p={"A" * 200}" "{"B" * 90}"', f'{NAME} TXT "caf\\233 \\000"'],
}

_BESIDE = (
    f"{NAME} CNAME there.shop.test.",
    "there.shop.test CNAME www.example.",
    f"{NAME} CAA 0 issue ca.test",
    f"{NAME} SRV 1 2 443 there.shop.test.",
    f"{NAME} HTTPS 1 . alpn=h2,h3 port=443 ipv4hint=192.0.2.1",
    f"{NAME} NAPTR 1 1 S SIP+D2U !^.*$!sip:x@shop.test! _sip._udp.shop.test.",
    f"{NAME} LOC 51 30 12 N 0 7 39 W 0m 1m 1m 1m",
    f"{NAME} TLSA 3 1 1 {'ab' * 32}",
    f"{NAME} SSHFP 4 2 {'ab' * 32}",
    f"{NAME} DNSKEY 257 3 13 {'QUJD' * 16}",
    f"{NAME} DS 1 13 2 {'ab' * 32}",
    f"{NAME} RRSIG TXT 13 3 300 20300101000000 20200101000000 1 shop.test. {'QUJD' * 16}",
    f"{NAME} NSEC there.shop.test. A MX TXT TYPE65280",
    f"{NAME} NSEC3 1 0 0 - 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR A TXT",
    f"{NAME} APL 1:192.0.2.0/24 !2:2001:db8::/32",
    f"{NAME} HIP 2 {'ab' * 16} {'QUJD' * 8} there.shop.test.",
    f"{NAME} IPSECKEY 10 1 2 192.0.2.1 QUJD",
    f"{NAME} DNAME moved.example.",
    f"{NAME} TYPE65280 \\# 4 01020304",
)

Mutant = tuple[Question, bytes]
Change = Callable[[Random, bytes], bytes]


def mutants(seed: int, count: int) -> Iterator[Mutant]:
    """So many questions, each with a packet."""
    random, honest = Random(seed), list(truths())
    for number in range(count):
        question, wire = random.choice(honest)
        if number % _RARE == 0:
            wire = random.choice(_LARGE)(random, wire)
        elif random.random() < 0.05:
            wire = _noise(random, wire)
        for _ in range(random.choice((1, 1, 1, 1, 2, 5))):
            wire = random.choice(_CHANGES)(random, wire)
        yield question, wire[:LARGEST]


def truths() -> Iterator[Mutant]:
    """True answers: records, with others beside them, absences, referrals and answers that were cut."""
    for kind, lines in _RECORDS.items():
        question = Question(NAME, kind)
        query = Query(dns.message.make_query(NAME, kind.value, use_edns=0, id=0), over_tcp=False)
        chain = [f"{NAME} CNAME there.example.", *(line.replace(NAME, "there.example") for line in lines)]
        for answer in (lines, chain, [*lines, *_BESIDE]):
            yield question, response(query, answer, [f"shop.test NS {NAME}."]).to_wire(max_size=LARGEST)
        for code in (dns.rcode.NXDOMAIN, dns.rcode.NOERROR, dns.rcode.BADVERS):
            yield question, response(query, (), [soa("shop.test")], rcode=code).to_wire()
        yield question, response(query, (), ["shop.test NS x.test."], authoritative=False).to_wire()


def large_truths() -> Iterator[Mutant]:
    """As large as a packet gets, and true: what the slowest of the others is measured by."""
    random = Random(0)
    for question, wire in truths():
        if wire[7] == len(_RECORDS[question.type]):
            yield question, _many_records(random, wire)


def _end_of_question(wire: bytes) -> int:
    return wire.find(b"\0", HEADER) + 5


def _spot(random: Random, wire: bytes) -> int:
    """Mostly behind the question, lest the packet be dropped for it."""
    start = _end_of_question(wire) if random.random() < 0.85 else 0
    return random.randrange(min(start, len(wire)), len(wire) + 1)


def _put(wire: bytes, at: int, new: bytes) -> bytes:
    return wire[:at] + new + wire[at + len(new) :]


def _flip(random: Random, wire: bytes) -> bytes:
    at = _spot(random, wire)
    old = wire[at : at + 1]
    return _put(wire, at, bytes([old[0] ^ 1 << random.randrange(8)])) if old else wire


def _byte(random: Random, wire: bytes) -> bytes:
    return _put(
        wire, _spot(random, wire), random.choice((b"\0", b"\xff", b"\x3f", b"\xc0", random.randbytes(1)))
    )


def _cut(random: Random, wire: bytes) -> bytes:
    return wire[: _spot(random, wire)]


def _drop(random: Random, wire: bytes) -> bytes:
    at = _spot(random, wire)
    return wire[:at] + wire[at + random.randrange(1, 40) :]


def _repeat(random: Random, wire: bytes) -> bytes:
    at = _spot(random, wire)
    return wire[:at] + wire[at : at + random.randrange(1, 80)] * random.randrange(2, 5) + wire[at:]


def _splice(random: Random, wire: bytes) -> bytes:
    _, other = random.choice(_TRUTHS)
    return wire[: _spot(random, wire)] + other[_spot(random, other) :]


def _pointer(random: Random, wire: bytes) -> bytes:
    at = _spot(random, wire)
    to = random.choice((at, at + 2, max(0, at - 2), HEADER, random.randrange(_FARTHEST + 1)))
    return _put(wire, at, struct.pack("!H", POINTER | min(to, _FARTHEST)))


def _count(random: Random, wire: bytes) -> bytes:
    at = random.choice((4, 6, 6, 8, 10))
    return _put(wire, at, struct.pack("!H", random.choice((0, 1, 2, 3, 20, 255, 256, 0xFFFF))))


def _flags(random: Random, wire: bytes) -> bytes:
    return _put(
        wire, 2, struct.pack("!H", random.choice((0x8000, 0x8400, 0x8600, random.randrange(0x10000))))
    )


def _noise(random: Random, wire: bytes) -> bytes:
    """Nothing but noise, or noise where the records would be."""
    noise = random.randbytes(random.randrange(600))
    return noise if random.random() < 0.3 else wire[: _end_of_question(wire)] + noise


def _with(wire: bytes, records: Sequence[bytes]) -> bytes:
    """The packet's question, and so many of the records as there is room for."""
    head, room, taken = wire[: _end_of_question(wire)], LARGEST, []
    room -= len(head)
    for each in records:
        if len(each) > room:
            break
        room -= len(each)
        taken.append(each)
    return b"".join([head[:2], b"\x84\0\0\x01", struct.pack("!HHH", len(taken), 0, 0), head[HEADER:], *taken])


def _many_records(random: Random, wire: bytes) -> bytes:
    kind = int.from_bytes(wire[_end_of_question(wire) - 4 : _end_of_question(wire) - 2], "big")
    data = {
        1: b"\1\2\3\4",
        28: bytes(16),
        15: b"\0\x0a" + ASKED,
        6: ASKED * 2 + bytes(20),
        16: texts(b"x" * 9),
    }
    return _with(wire, [rr(ASKED, kind, data.get(kind, ASKED))] * 6_000)


def _many_names(random: Random, wire: bytes) -> bytes:
    owners = (b"\x03" + number.to_bytes(3, "big") + ASKED for number in range(4_000))
    return _with(wire, [rr(owner, TXT, texts(b"x")) for owner in owners])


def _long_names(random: Random, wire: bytes) -> bytes:
    owner = (b"\x01x" * 120) + b"\0"
    return _with(wire, [rr(owner, TXT, texts(b"x"))] * 300)


def _many_strings(random: Random, wire: bytes) -> bytes:
    return _with(wire, [rr(ASKED, TXT, texts(*[b""] * random.choice((10_000, 60_000))))] * 6)


def _ladder(random: Random, wire: bytes) -> bytes:
    """Pointers that lead to pointers, each one step down, and records whose names start at the top."""
    start = _end_of_question(wire) + len(rr(ASKED, TXT, b""))
    steps = random.choice((5, 25, 100, 7_000))
    rungs = [
        struct.pack("!H", POINTER | (start + 2 * (step - 1) if step else HEADER)) for step in range(steps)
    ]
    top = struct.pack("!H", POINTER | start + 2 * (steps - 1))
    return _with(wire, [rr(ASKED, 65_280, b"".join(rungs)), *[rr(top, TXT, texts(b"x"))] * 4_000])


_TRUTHS = list(truths())
_LARGE: tuple[Change, ...] = (_many_records, _many_names, _long_names, _many_strings, _ladder)
_CHANGES: tuple[Change, ...] = (
    _flip,
    _flip,
    _byte,
    _cut,
    _drop,
    _repeat,
    _splice,
    _pointer,
    _pointer,
    _count,
    _flags,
)
