"""Name servers for a subject: what each sends when it is asked for the subject's name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import dns.rcode
import dns.rdatatype
from dns.message import Message

from cloudmailin.dns.answers import RecordType
from tests.cloudmailin.dns import wires
from tests.cloudmailin.dns.crooked_server import Crooked, Delivery, Piece, framed, honest
from tests.cloudmailin.dns.scripted_server import (
    Behaviour,
    Query,
    altered,
    fails_with,
    nodata,
    nxdomain,
    records,
    silence,
    truncated,
    wrong_id,
)
from tests.cloudmailin.dns.subjects import Subject

Server = Callable[[Subject], Crooked]

STRANGER = "127.53.0.99"
"""An address at which no server is."""


def plain(behaviour: Behaviour) -> Server:
    """The same for every subject."""
    return lambda _: honest(behaviour)


def each(make: Callable[[Subject], Behaviour]) -> Server:
    return lambda subject: honest(make(subject))


def lines(make: Callable[[Subject], Sequence[str]]) -> Server:
    return each(lambda subject: records(*make(subject)))


def by_hand(make: Callable[[Subject, Query], bytes]) -> Server:
    return lambda subject: honest(lambda query: make(subject, query))


def right_with(change: Callable[[Message], object]) -> Server:
    return each(lambda subject: altered(change, records(*subject.right)))


def spoiled(change: Callable[[bytes], bytes]) -> Server:
    """The right answer, with its bytes changed."""
    return by_hand(lambda subject, query: change(_right_wire(subject, query)))


def _right_wire(subject: Subject, query: Query) -> bytes:
    return wires.packet(query, wires.right(subject))


def cut_then(make: Callable[[Subject, Query], Delivery]) -> Server:
    """No room over UDP; over TCP whatever is delivered."""

    def serve(subject: Subject) -> Crooked:
        cut = honest(truncated(silence))
        return lambda query: make(subject, query) if query.over_tcp else cut(query)

    return serve


def streamed(*change: Callable[[bytes], bytes], stays: float = 0.0) -> Server:
    """Over TCP the right answer in its frame, after changes to the stream."""

    def make(subject: Subject, query: Query) -> Delivery:
        stream = framed(_right_wire(subject, query))
        for each in change:
            stream = each(stream)
        return Delivery((Piece(stream),), stays)

    return cut_then(make)


def dripping(seconds: float, size: int) -> Server:
    """Over TCP the right answer, so many bytes at a time."""

    def make(subject: Subject, query: Query) -> Delivery:
        stream = framed(_right_wire(subject, query))
        crumbs = (stream[at : at + size] for at in range(0, len(stream), size))
        return Delivery(tuple(Piece(each, seconds) for each in crumbs))

    return cut_then(make)


def in_turn(*make: Callable[[Subject, Query], Piece]) -> Server:
    """Several datagrams to one question."""
    return lambda subject: lambda query: Delivery(tuple(each(subject, query) for each in make))


def good(after: float = 0.0, elsewhere: str | None = None) -> Callable[[Subject, Query], Piece]:
    return lambda subject, query: Piece(_right_wire(subject, query), after, elsewhere)


def bad(after: float = 0.0, elsewhere: str | None = None) -> Callable[[Subject, Query], Piece]:
    return lambda subject, query: Piece(records(subject.wrong)(query) or b"", after, elsewhere)


def forged(subject: Subject, query: Query) -> Piece:
    return Piece(altered(wrong_id, records(subject.wrong))(query) or b"")


def junk(_: Subject, query: Query) -> Piece:
    return Piece(query.message.id.to_bytes(2, "big") + b"\xff" * 40)


def without_edns(refusal: Behaviour) -> Server:
    """Old servers, and fire walls: nothing that they know has EDNS in it."""
    return each(
        lambda subject: lambda query: (refusal if query.message.edns >= 0 else records(*subject.right))(query)
    )


def rcode(code: int) -> Server:
    return plain(fails_with(dns.rcode.Rcode(code)))


def first_time(behaviour: Behaviour) -> Server:
    """So to the first question, and right from the second one on; for each type by itself."""

    def serve(subject: Subject) -> Crooked:
        heard = set[str]()

        def behave(query: Query) -> bytes | None:
            kind = dns.rdatatype.to_text(query.message.question[0].rdtype)
            if kind not in heard:
                heard.add(kind)
                return behaviour(query)
            return records(*subject.right)(query)

        return honest(behave)

    return serve


def chain(length: int, *, backwards: bool = False) -> Server:
    """So many aliases behind each other with the right records at the end; an alias is right at the beginning."""

    def make(subject: Subject) -> Sequence[str]:
        names = [f"c{number}.{subject.zone}" for number in range(length)]
        if subject.is_alias:
            names[0] = subject.record_set.records[0].value
        links = [f"{a} CNAME {b}." for a, b in zip([subject.name, *names], names, strict=False)]
        values = [line.split(" ", 1)[1] for line in subject.right]
        ends = [] if subject.is_alias else [f"{names[-1]} {value}" for value in values]
        made = [*links, *ends]
        return made[::-1] if backwards else made

    return lines(make)


def beside_text(*strings: bytes) -> Server:
    """The right records, and one text more at the name."""
    extra = wires.rr(wires.ASKED, wires.TXT, wires.texts(*strings))
    return by_hand(lambda subject, query: wires.packet(query, [*wires.right(subject), extra]))


def odd_value(text: bytes, label: bytes) -> Server:
    """One value alone: a text, or a host name with such a label."""

    def make(subject: Subject, query: Query) -> bytes:
        host = bytes([len(label)]) + label + wires.name("example.")
        kind = dns.rdatatype.from_text(subject.type)
        data = {RecordType.TXT: wires.texts(text), RecordType.MX: b"\0\x0a" + host}.get(subject.type, host)
        return wires.packet(query, [wires.rr(wires.ASKED, kind, data)])

    return by_hand(make)


def in_strings(size: int, more: int) -> Server:
    """Texts are cut into strings of so many bytes, with so many empty ones behind."""

    def make(subject: Subject, query: Query) -> bytes:
        whole = subject.record_set.records[0].value.encode()
        parts = [whole[at : at + size] for at in range(0, len(whole), size)]
        text = wires.rr(wires.ASKED, wires.TXT, wires.texts(*parts, *([b""] * more)))
        return wires.packet(
            query, [text] if subject.type is RecordType.TXT else [*wires.right(subject), text]
        )

    return by_hand(make)


def numbered(count: int) -> Callable[[Subject], Sequence[str]]:
    """So many records of the subject's type at its name, or texts beside an alias; none of them right."""

    def make(subject: Subject) -> Sequence[str]:
        if subject.type is RecordType.MX:
            return [f"{subject.name} MX 10 mail{number:03}.example." for number in range(count)]
        return [f'{subject.name} TXT "number {number:03}"' for number in range(count)]

    return make


def with_options(subject: Subject, query: Query, *opts: bytes, where: str = "additional") -> bytes:
    answer = [*wires.right(subject), *(opts if where == "answer" else ())]
    return wires.packet(query, answer, opts if where == "additional" else ())


def opt(*, owner: bytes = b"\0", version: int = 0, data: bytes = b"") -> bytes:
    return wires.rr(owner, wires.OPT, data, cls=1232, ttl=version << 16)


RIGHT = lines(lambda subject: subject.right)
OTHER = lines(lambda subject: [subject.wrong])
ABSENT = each(lambda subject: nxdomain(subject.zone))
EMPTY = each(lambda subject: nodata(subject.zone))
DEAD = plain(silence)
LAME_ONE = each(lambda subject: records(*subject.right, lame=True))
FAILING = rcode(dns.rcode.SERVFAIL)
