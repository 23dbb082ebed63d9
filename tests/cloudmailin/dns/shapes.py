"""The shapes that an answer can have, and what has to be known after each: right, wrong, missing, or why nothing.

A shape is one behaviour for each server of the zone, made for a subject. It is the answer for the subject's name;
all other names of the zone are empty.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import dns.flags
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
from dns.message import Message

from cloudmailin.dns.answers import UnknownReason
from cloudmailin.dns.finding import FindingStatus
from cloudmailin.dns.records import Purpose
from tests.cloudmailin.dns import wires
from tests.cloudmailin.dns.scripted_server import (
    Behaviour,
    Query,
    altered,
    fails_with,
    nodata,
    nxdomain,
    records,
    refers_to,
    response,
    sends,
    silence,
    truncated,
    upper_case,
    wrong_id,
    wrong_question,
)
from tests.cloudmailin.dns.serving import (
    ABSENT,
    DEAD,
    EMPTY,
    FAILING,
    LAME_ONE,
    OTHER,
    RIGHT,
    STRANGER,
    Server,
    bad,
    beside_text,
    by_hand,
    chain,
    dripping,
    each,
    first_time,
    forged,
    good,
    in_strings,
    in_turn,
    junk,
    lines,
    numbered,
    odd_value,
    opt,
    plain,
    rcode,
    right_with,
    spoiled,
    streamed,
    with_options,
    without_edns,
)
from tests.cloudmailin.dns.subjects import Subject

PATIENT, SOON, HASTY = 20.0, 2.0, 0.4
"""Seconds for one attempt: where an answer comes; where one of several never does; where none does."""

Expected = FindingStatus | UnknownReason

OK, MISSING, WRONG = FindingStatus.OK, FindingStatus.MISSING, FindingStatus.WRONG
CONFLICTING = FindingStatus.CONFLICTING
TIMEOUT, SERVFAIL, REFUSED = UnknownReason.TIMEOUT, UnknownReason.SERVFAIL, UnknownReason.REFUSED
OTHER_RCODE, LAME = UnknownReason.OTHER_RCODE, UnknownReason.LAME
TRUNCATED, MALFORMED = UnknownReason.TRUNCATED, UnknownReason.MALFORMED
TOO_MUCH, DISAGREEING = UnknownReason.TOO_MUCH, UnknownReason.DISAGREEING


@dataclass(frozen=True, slots=True)
class Shape:
    """`seconds` bounds an attempt; `beyond` is what a public resolver says of all other names."""

    servers: Sequence[Server]
    expected: Mapping[Purpose, Expected]
    seconds: float = PATIENT
    attempts: int = 1
    beyond: Behaviour | None = None


def shape(
    *servers: Server,
    gives: Expected | Mapping[Purpose, Expected],
    seconds: float | None = None,
    attempts: int = 1,
    beyond: Behaviour | None = None,
) -> Shape:
    expected = gives if isinstance(gives, Mapping) else dict.fromkeys(Purpose, gives)
    usual = HASTY if TIMEOUT in expected.values() else PATIENT
    return Shape(servers, expected, seconds or usual, attempts, beyond)


def differing(ownership: Expected, mx: Expected, alias: Expected, dmarc: Expected) -> dict[Purpose, Expected]:
    return {
        Purpose.OWNERSHIP: ownership,
        Purpose.MX: mx,
        Purpose.RETURN_PATH: alias,
        Purpose.DKIM: alias,
        Purpose.DMARC: dmarc,
    }


SERVFAILS = fails_with(dns.rcode.SERVFAIL)
A_WRONG_VALUE = differing(WRONG, WRONG, WRONG, WRONG)


def _question(change: dict[str, object]) -> Server:
    def set_all(message: Message) -> None:
        for field, value in change.items():
            setattr(message.question[0], field, value)

    return right_with(set_all)


def _flags(off: int = 0, on: int = 0) -> Server:
    """Flags of the right answer, in its third and fourth byte."""

    def change(wire: bytes) -> bytes:
        (flags,) = struct.unpack_from("!H", wire, 2)
        return wire[:2] + struct.pack("!H", flags & ~off | on) + wire[4:]

    return spoiled(change)


def _counts(section: int, count: int) -> Server:
    """What the header says of the question (0) to additional (3) section, with the records as they are."""
    at = 4 + 2 * section
    return spoiled(lambda wire: wire[:at] + struct.pack("!H", count) + wire[at + 2 :])


def _living(seconds: int) -> Server:
    """With such a time to live."""
    return by_hand(lambda subject, query: wires.packet(query, wires.right(subject, ttl=seconds)))


def _owned_by(owner: bytes) -> Server:
    return by_hand(lambda subject, query: wires.packet(query, wires.right(subject, owner=owner)))


def _first_length(difference: int) -> Server:
    """The first record's data is longer or shorter than it says."""

    def make(subject: Subject, query: Query) -> bytes:
        kind, data = next(iter(subject.right_data()))
        return wires.packet(query, [wires.rr(wires.ASKED, kind, data, length=max(0, len(data) + difference))])

    return by_hand(make)


def _questions(*asked: bytes | None, code: int = 0, answered: bool = True) -> Server:
    """None stands for the question as it was."""

    def make(subject: Subject, query: Query) -> bytes:
        given = [wires.question(query) if each is None else each for each in asked]
        owner = wires.name(subject.name)
        answer = wires.right(subject, owner=owner) if answered else []
        return wires.packet(query, answer, flags=wires.QR | wires.AA | code, questions=given)

    return by_hand(make)


def _no_authority(code: dns.rcode.Rcode, *, soa: bool) -> Server:
    def make(subject: Subject) -> Behaviour:
        authority = [f"{subject.zone} SOA ns1.{subject.zone}. h.{subject.zone}. 1 2 3 4 60"] if soa else []
        return lambda query: response(query, (), authority, rcode=code, authoritative=False).to_wire()

    return each(make)


def _with_rcode(code: int) -> Server:
    return right_with(lambda message: message.set_rcode(dns.rcode.Rcode(code)))


def _bare(code: int) -> Server:
    """A header alone, without the question."""
    flags = struct.pack("!H", wires.QR | code)
    return plain(lambda query: query.message.id.to_bytes(2, "big") + flags + bytes(8))


def _loop(subject: Subject) -> list[str]:
    there = f"there.{subject.zone}"
    return [f"{subject.name} CNAME {there}.", f"{there} CNAME {subject.name}."]


def _dname(subject: Subject, *, synthesized: bool) -> list[str]:
    front = subject.name.removesuffix(f".{subject.zone}")
    alias = f"{subject.name} CNAME {front}.moved.example."
    return [f"{subject.zone} DNAME moved.example.", *([alias] if synthesized else [])]


def _alias_beside(subject: Subject) -> list[str]:
    other = f"{subject.name} A 192.0.2.7" if subject.is_alias else f"{subject.name} CNAME else.example."
    return [*subject.right, other]


def _with_extra_sections(subject: Subject) -> Behaviour:
    servers = [f"{subject.zone} NS ns{number}.{subject.zone}." for number in range(8)]

    def behave(query: Query) -> bytes:
        made = response(query, subject.right, servers)
        glue = [f"ns{number}.{subject.zone} A 192.0.2.{number}" for number in range(8)]
        made.additional = response(query, glue).answer
        return made.to_wire(max_size=65535)

    return behave


def _nxdomain_with_answer(lines_of: str) -> Server:
    def make(subject: Subject) -> Behaviour:
        answer = subject.right if lines_of == "right" else [f"{subject.name} CNAME gone.example."]
        return lambda query: response(query, answer, rcode=dns.rcode.NXDOMAIN).to_wire()

    return each(make)


def _upward(subject: Subject) -> Behaviour:
    """A referral to the root: an old server's way to say that it does not hold the zone."""
    return lambda query: response(query, (), [" NS a.root-servers.net."], authoritative=False).to_wire()


def _mark_cut(message: Message) -> None:
    message.flags |= dns.flags.TC


def _torn(behaviour: Behaviour) -> Behaviour:
    """As much as fits, down to the byte, marked as cut."""

    def behave(query: Query) -> bytes:
        wire = behaviour(query) or b""
        return wire[:2] + bytes([wire[2] | 2]) + wire[3:-15]

    return behave


def _differently(over_udp: Behaviour, over_tcp: Behaviour) -> Behaviour:
    return lambda query: (over_tcp if query.over_tcp else over_udp)(query)


def _pointing(distance: int) -> Server:
    """A name that is a pointer, so many bytes away from itself."""

    def make(subject: Subject, query: Query) -> bytes:
        at = wires.HEADER + len(wires.question(query)) + distance
        return wires.packet(query, wires.right(subject, owner=struct.pack("!H", 0xC000 | at)))

    return by_hand(make)


def _twice(wire: bytes) -> bytes:
    """All answers of a packet once more."""
    (count,) = struct.unpack_from("!H", wire, 6)
    end = wire.index(b"\0", wires.HEADER) + 5
    return wire[:6] + struct.pack("!H", 2 * count) + wire[8:] + wire[end:]


def _tcp_length(wire: bytes) -> bytes:
    """The frame promises more than comes."""
    return struct.pack("!H", len(wire) + 50) + wire[2:]


SHAPES: dict[str, Shape] = {
    # What stands there, plainly
    "the right answer": shape(RIGHT, gives=OK),
    "another value": shape(OTHER, gives=A_WRONG_VALUE),
    "no such name": shape(ABSENT, gives=MISSING),
    "no such name, without SOA": shape(rcode(dns.rcode.NXDOMAIN), gives=MISSING),
    "no such type": shape(EMPTY, gives=MISSING),
    "no such type, without SOA": shape(lines(lambda _: []), gives=MISSING),
    "no such name, and yet the records": shape(_nxdomain_with_answer("right"), gives=OK),
    "an alias to no such name": shape(
        _nxdomain_with_answer("alias"), gives=differing(WRONG, CONFLICTING, WRONG, MISSING)
    ),
    # Codes that say that there is no answer
    "server failure": shape(FAILING, gives=SERVFAIL),
    "server failure, with the records": shape(_with_rcode(2), gives=SERVFAIL),
    "server failure, without the question": shape(_bare(2), gives=SERVFAIL),
    "refused": shape(rcode(5), gives=REFUSED),
    "refused, without the question": shape(_bare(5), gives=REFUSED),
    "format error": shape(rcode(1), gives=OTHER_RCODE),
    "format error, without the question": shape(_bare(1), gives=OTHER_RCODE),
    "not implemented": shape(rcode(4), gives=OTHER_RCODE),
    "YXDOMAIN": shape(rcode(6), gives=OTHER_RCODE),
    "YXRRSET": shape(rcode(7), gives=OTHER_RCODE),
    "NXRRSET": shape(rcode(8), gives=OTHER_RCODE),
    "not authoritative": shape(rcode(9), gives=OTHER_RCODE),
    "not a zone": shape(rcode(10), gives=OTHER_RCODE),
    "a code that nobody has given a meaning": shape(rcode(15), gives=OTHER_RCODE),
    "bad version of EDNS": shape(rcode(16), gives=OTHER_RCODE),
    "bad cookie": shape(rcode(23), gives=OTHER_RCODE),
    "the highest code, with the records": shape(_with_rcode(4095), gives=OTHER_RCODE),
    "no such name, without the question": shape(_bare(3), gives=TIMEOUT),
    # Silence
    "silence": shape(DEAD, gives=TIMEOUT),
    "the answer after the time-out": shape(in_turn(good(after=3 * HASTY)), gives=TIMEOUT),
    "the answer in the nick of time": shape(in_turn(good(after=0.3)), gives=OK),
    "the first answer is lost": shape(first_time(silence), gives=OK, seconds=SOON, attempts=2),
    # Cut over UDP
    "cut, then whole": shape(streamed(), gives=OK),
    "cut, then no such name": shape(each(lambda s: truncated(nxdomain(s.zone))), gives=MISSING),
    "cut, then no such type": shape(each(lambda s: truncated(nodata(s.zone))), gives=MISSING),
    "cut, then another value": shape(each(lambda s: truncated(records(s.wrong))), gives=A_WRONG_VALUE),
    "cut, then refused": shape(plain(truncated(fails_with(dns.rcode.REFUSED))), gives=REFUSED),
    "cut, then server failure": shape(plain(truncated(SERVFAILS)), gives=SERVFAIL),
    "cut, then without authority": shape(each(lambda s: truncated(records(*s.right, lame=True))), gives=LAME),
    "cut, then hung up": shape(plain(truncated(silence)), gives=TRUNCATED),
    "cut, then hung up in the middle": shape(streamed(lambda stream: stream[:30]), gives=TRUNCATED),
    "cut, then hung up in the length": shape(streamed(lambda stream: stream[:1]), gives=TRUNCATED),
    "cut, then less than the length says": shape(streamed(_tcp_length), gives=TRUNCATED),
    "cut, then silence": shape(streamed(lambda _: b"", stays=2 * SOON), gives=TRUNCATED, seconds=SOON),
    "cut, then a length and silence": shape(
        streamed(lambda stream: stream[:2], stays=2 * SOON), gives=TRUNCATED, seconds=SOON
    ),
    "cut, then drop by drop without end": shape(dripping(0.25, 1), gives=TRUNCATED, seconds=SOON),
    "cut, then in crumbs, but soon": shape(dripping(0.01, 16), gives=OK),
    "cut, then an empty message": shape(plain(truncated(sends(b""))), gives=MALFORMED),
    "cut, then three bytes": shape(plain(truncated(sends(b"\0\1\2"))), gives=MALFORMED),
    "cut, then garbage": shape(plain(truncated(sends(b"\xff" * 40))), gives=MALFORMED),
    "cut, then the wrong id": shape(
        each(lambda s: truncated(altered(wrong_id, records(*s.right)))), gives=MALFORMED
    ),
    "cut, then another question": shape(
        each(lambda s: truncated(altered(wrong_question, records(*s.right)))), gives=MALFORMED
    ),
    "cut over TCP too": shape(
        each(lambda s: truncated(altered(_mark_cut, records(*s.right)))), gives=TRUNCATED
    ),
    "cut, then whole and something more": shape(streamed(lambda stream: stream + b"\0\x03abc"), gives=OK),
    "cut, then too many records": shape(
        each(lambda s: truncated(records(*numbered(200)(s)))), gives=TOO_MUCH
    ),
    "cut, with the records": shape(
        each(lambda s: _differently(altered(_mark_cut, records(*s.right)), records(*s.right))), gives=OK
    ),
    "cut, with other records": shape(
        each(lambda s: _differently(altered(_mark_cut, records(s.wrong)), records(*s.right))), gives=OK
    ),
    "cut in the middle of a record": shape(
        each(lambda s: _differently(_torn(records(*s.right)), records(*s.right))), gives=OK
    ),
    "cut, with the wrong id": shape(
        spoiled(lambda wire: bytes([wire[0] ^ 1, wire[1], wire[2] | 2]) + wire[3:]), gives=TIMEOUT
    ),
    # No authority
    "the records without authority": shape(LAME_ONE, gives=LAME),
    "a forwarder": shape(_flags(off=wires.AA, on=wires.RA), gives=LAME),
    "no such name without authority": shape(_no_authority(dns.rcode.NXDOMAIN, soa=True), gives=LAME),
    "no such type without authority": shape(_no_authority(dns.rcode.NOERROR, soa=True), gives=LAME),
    "nothing at all without authority": shape(_no_authority(dns.rcode.NOERROR, soa=False), gives=LAME),
    "a referral": shape(each(lambda s: refers_to(s.name, f"ns.{s.name}")), gives=LAME),
    "an upward referral": shape(each(_upward), gives=LAME),
    # Not an answer to this question
    "the wrong id": shape(right_with(wrong_id), gives=TIMEOUT),
    "another name in the question": shape(right_with(wrong_question), gives=TIMEOUT),
    "another type in the question": shape(_question({"rdtype": dns.rdatatype.SRV}), gives=TIMEOUT),
    "another class in the question": shape(_question({"rdclass": dns.rdataclass.CH}), gives=TIMEOUT),
    "no question": shape(_questions(), gives=TIMEOUT),
    "two questions": shape(
        _questions(None, wires.name("other.test.") + struct.pack("!HH", wires.TXT, wires.IN)), gives=TIMEOUT
    ),
    "capital letters in the question": shape(
        right_with(
            lambda m: setattr(m.question[0], "name", dns.name.from_text(str(m.question[0].name).upper()))
        ),
        gives=OK,
    ),
    "the query itself": shape(plain(lambda query: query.message.to_wire()), gives=TIMEOUT),
    "not marked as a response": shape(_flags(off=wires.QR), gives=TIMEOUT),
    # Aliases
    "aliases in a circle": shape(
        lines(_loop), gives=differing(WRONG, CONFLICTING, WRONG, SERVFAIL), beyond=SERVFAILS
    ),
    "an alias to itself": shape(
        lines(lambda s: [f"{s.name} CNAME {s.name}."]),
        gives=differing(WRONG, CONFLICTING, WRONG, SERVFAIL),
        beyond=SERVFAILS,
    ),
    "a row of three aliases": shape(chain(3), gives=differing(WRONG, CONFLICTING, OK, OK)),
    "a row of aliases, the last one first": shape(
        chain(3, backwards=True), gives=differing(WRONG, CONFLICTING, OK, OK)
    ),
    "a row of 7 aliases": shape(chain(7), gives=differing(WRONG, CONFLICTING, OK, OK)),
    "a row of 20 aliases": shape(
        chain(20), gives=differing(WRONG, CONFLICTING, OK, SERVFAIL), beyond=SERVFAILS
    ),
    "an alias beside other data": shape(lines(_alias_beside), gives=OK),
    "DNAME, with the alias made from it": shape(
        lines(lambda s: _dname(s, synthesized=True)), gives=differing(WRONG, CONFLICTING, WRONG, MISSING)
    ),
    "DNAME alone": shape(lines(lambda s: _dname(s, synthesized=False)), gives=MISSING),
    # Contents
    "200 strings in one text": shape(in_strings(1, 149), gives=OK),
    "strings of 255 bytes beside": shape(beside_text(b"x" * 255, b"y" * 255, b"z" * 255), gives=OK),
    "an empty text beside": shape(beside_text(b""), gives=OK),
    "an empty text, or label": shape(odd_value(b"", b"x"), gives=A_WRONG_VALUE),
    "a text without any string": shape(
        by_hand(lambda s, q: wires.packet(q, [*wires.right(s), wires.rr(wires.ASKED, wires.TXT, b"")])),
        gives=TIMEOUT,
    ),
    "200 records": shape(lines(numbered(200)), gives=TOO_MUCH),
    "200 records, and the right ones": shape(lines(lambda s: [*s.right, *numbered(200)(s)]), gives=TOO_MUCH),
    "90 records, and the right ones": shape(
        lines(lambda s: [*s.right, *numbered(90)(s)]), gives=differing(OK, CONFLICTING, OK, OK)
    ),
    "capital letters in names": shape(right_with(upper_case), gives=OK),
    "text that is UTF-8": shape(odd_value("café".encode(), "café".encode()), gives=A_WRONG_VALUE),
    "text that is no UTF-8": shape(odd_value(b"caf\xe9", b"caf\xe9"), gives=A_WRONG_VALUE),
    "text with a NUL": shape(odd_value(b"a\0b", b"a\0b"), gives=A_WRONG_VALUE),
    "text with a dot in a label": shape(odd_value(b"a.b", b"a.b"), gives=A_WRONG_VALUE),
    "no UTF-8 beside": shape(beside_text(b"\xff\xfe\0"), gives=OK),
    "a time to live of 2^31": shape(_living(1 << 31), gives=OK),
    "the longest time to live": shape(_living((1 << 32) - 1), gives=OK),
    "no time to live": shape(_living(0), gives=OK),
    "every record twice": shape(spoiled(_twice), gives=OK),
    "records of another name": shape(_owned_by(wires.name("other.test.")), gives=MISSING),
    "records of another name too": shape(
        by_hand(
            lambda s, q: wires.packet(
                q, [*wires.right(s), wires.rr(wires.name("other.test."), wires.TXT, wires.texts(b"x"))]
            )
        ),
        gives=OK,
    ),
    # EDNS
    "EDNS is a format error": shape(without_edns(fails_with(dns.rcode.FORMERR)), gives=OK),
    "EDNS is not implemented": shape(without_edns(fails_with(dns.rcode.NOTIMP)), gives=OK),
    "EDNS has another version": shape(without_edns(fails_with(dns.rcode.BADVERS)), gives=OK),
    "EDNS is a format error in a bare header": shape(
        without_edns(lambda q: q.message.id.to_bytes(2, "big") + b"\x80\x01" + bytes(8)), gives=OK
    ),
    "EDNS is dropped": shape(without_edns(silence), gives=OK, seconds=SOON, attempts=2),
    "no EDNS in the answer": shape(spoiled(lambda wire: wire), gives=OK),
    "EDNS of version 7": shape(by_hand(lambda s, q: with_options(s, q, opt(version=7))), gives=OK),
    "EDNS with an unknown option": shape(
        by_hand(lambda s, q: with_options(s, q, opt(data=b"\xff\x01\0\x03abc"))), gives=OK
    ),
    "EDNS with an option that is cut": shape(
        by_hand(lambda s, q: with_options(s, q, opt(data=b"\xff\x01\0\x09abc"))), gives=TIMEOUT
    ),
    "EDNS twice": shape(by_hand(lambda s, q: with_options(s, q, opt(), opt())), gives=TIMEOUT),
    "EDNS at a name": shape(by_hand(lambda s, q: with_options(s, q, opt(owner=wires.ASKED))), gives=TIMEOUT),
    "EDNS among the answers": shape(
        by_hand(lambda s, q: with_options(s, q, opt(), where="answer")), gives=TIMEOUT
    ),
    "a signature that nobody asked for": shape(
        by_hand(lambda s, q: with_options(s, q, wires.rr(b"\0", wires.TSIG, b"\0" * 20, cls=255, ttl=0))),
        gives=TIMEOUT,
    ),
    "all sections filled": shape(each(_with_extra_sections), gives=OK),
    # Damage
    "an empty packet": shape(plain(sends(b"")), gives=TIMEOUT),
    "three bytes": shape(spoiled(lambda wire: wire[:3]), gives=TIMEOUT),
    "a header alone": shape(_bare(0), gives=TIMEOUT),
    "a header that promises more": shape(spoiled(lambda wire: wire[: wires.HEADER]), gives=TIMEOUT),
    "garbage": shape(plain(sends(b"\xff" * 40)), gives=TIMEOUT),
    "garbage behind the right id": shape(in_turn(junk), gives=TIMEOUT),
    "half a packet": shape(spoiled(lambda wire: wire[: len(wire) // 2]), gives=TIMEOUT),
    "all but the last byte": shape(spoiled(lambda wire: wire[:-1]), gives=TIMEOUT),
    "fewer answers than it says": shape(_counts(1, 9), gives=TIMEOUT),
    "the most answers that it can say": shape(_counts(1, 0xFFFF), gives=TIMEOUT),
    "more answers than it says": shape(_counts(1, 0), gives=TIMEOUT),
    "the most questions that it can say": shape(_counts(0, 0xFFFF), gives=TIMEOUT),
    "additional records that are not there": shape(_counts(3, 1), gives=TIMEOUT),
    "a pointer to itself": shape(_pointing(0), gives=TIMEOUT),
    "a pointer forwards": shape(_pointing(4), gives=TIMEOUT),
    "a label of a kind that is not in use": shape(_owned_by(b"\x41x\0"), gives=TIMEOUT),
    "a label without an end": shape(_owned_by(b"\x3f"), gives=TIMEOUT),
    "a name that is too long": shape(_owned_by((b"\x3f" + b"x" * 63) * 4 + b"\0"), gives=TIMEOUT),
    "bytes behind the end": shape(spoiled(lambda wire: wire + b"junk"), gives=TIMEOUT),
    "data longer than it says": shape(_first_length(-1), gives=TIMEOUT),
    "data shorter than it says": shape(_first_length(1), gives=TIMEOUT),
    # Senders
    "from another port": shape(in_turn(good(elsewhere="127.53.0.2")), gives=TIMEOUT),
    "from another address": shape(in_turn(good(elsewhere=STRANGER)), gives=TIMEOUT),
    "a stranger first": shape(in_turn(bad(elsewhere=STRANGER), good()), gives=OK),
    "another port first": shape(in_turn(bad(elsewhere="127.53.0.2"), good()), gives=OK),
    "a forged id first": shape(in_turn(forged, good()), gives=OK),
    "garbage first": shape(in_turn(junk, good()), gives=OK),
    "the same twice": shape(in_turn(good(), good()), gives=OK),
    "another value afterwards": shape(in_turn(good(), bad()), gives=OK),
    # Several servers
    "one dead, one right": shape(DEAD, RIGHT, gives=OK, seconds=SOON),
    "one dead, one other": shape(DEAD, OTHER, gives=A_WRONG_VALUE, seconds=SOON),
    "one dead, one empty": shape(DEAD, EMPTY, gives=MISSING, seconds=SOON),
    "one lame, one right": shape(LAME_ONE, RIGHT, gives=OK),
    "one failing, one right": shape(FAILING, RIGHT, gives=OK),
    "one refusing, one right": shape(rcode(5), RIGHT, gives=OK),
    "one hanging up, one right": shape(plain(truncated(silence)), RIGHT, gives=OK),
    "one sending garbage, one right": shape(in_turn(junk), RIGHT, gives=OK, seconds=SOON),
    "two failing, one right": shape(FAILING, LAME_ONE, RIGHT, gives=OK),
    "one right, one empty": shape(RIGHT, EMPTY, gives=DISAGREEING),
    "one right, one without the name": shape(RIGHT, ABSENT, gives=DISAGREEING),
    "one right, one other": shape(RIGHT, OTHER, gives=DISAGREEING),
    "two right, one other": shape(RIGHT, OTHER, RIGHT, gives=DISAGREEING),
    "one empty, one without the name": shape(EMPTY, ABSENT, gives=MISSING),
    "both right, with other times to live": shape(RIGHT, _living(1), gives=OK),
    "one dead, one lame": shape(DEAD, LAME_ONE, gives=LAME, seconds=SOON),
    "one dead, one failing": shape(FAILING, DEAD, gives=SERVFAIL, seconds=SOON),
    "both dead": shape(DEAD, DEAD, gives=TIMEOUT),
    "both lame": shape(LAME_ONE, LAME_ONE, gives=LAME),
}
