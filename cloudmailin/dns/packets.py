"""From a question to the bytes that ask it, and from bytes to a response; dnspython reads and writes them.

The message id is left out on both sides: whoever sends chooses it, and whoever receives finds the question by it.
"""

from __future__ import annotations

from functools import cache, lru_cache

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype

from cloudmailin.dns.answers import Question, RecordType
from cloudmailin.dns.response import Reply, read

ID_BYTES = 2

_HEADER = 10
"""Bytes in front of a query's name, without the id (RFC 1035 section 4.1)."""

LARGEST = 16_384
"""Bytes of an answer. What is longer has no place for our records, and takes long to read."""

_UDP_PAYLOAD = 1232
"""The EDNS buffer size that avoids fragments (DNS flag day 2020)."""

_REMEMBERED = 16_384
"""Packets, of a few hundred bytes each: those of some two thousand domains. Large ones are rare, and not kept."""

_NO_ID = bytes(ID_BYTES)

_WITHOUT_QUESTION = (dns.rcode.FORMERR, dns.rcode.SERVFAIL, dns.rcode.NOTIMP, dns.rcode.REFUSED)
"""Servers that did not understand a question may leave it out of their answer."""


class UnfitName(Exception):
    """The name has labels, or a length, for which a packet has no room (RFC 1035 section 2.3.4)."""


def query(question: Question, *, recursive: bool, edns: bool, checking: bool) -> bytes:
    """The query without its id; `checking` off asks a resolver for what DNSSEC finds false too (RFC 4035, CD).

    Raises UnfitName.
    """
    try:
        name = _name(question.name).to_digestable()
    except dns.exception.DNSException as error:
        raise UnfitName from error
    of_the_root = _of_the_root(question.type, recursive=recursive, edns=edns, checking=checking)
    return of_the_root[:_HEADER] + name + of_the_root[_HEADER + 1 :]


@cache
def _of_the_root(type: RecordType, *, recursive: bool, edns: bool, checking: bool) -> bytes:
    """The query for the root, whose name is one byte long: those for other names differ in nothing else."""
    asking = dns.message.make_query(
        dns.name.root, type.value, use_edns=0 if edns else -1, payload=_UDP_PAYLOAD, id=0
    )
    asking.flags = (dns.flags.RD if recursive else dns.flags.Flag(0)) | (
        dns.flags.Flag(0) if checking else dns.flags.CD
    )
    return asking.to_wire()[ID_BYTES:]


def parse(question: Question, body: bytes) -> Reply | None:
    """What the response, without its id, says; None when it is none, or none to this question. Never raises.

    The servers of a zone mostly say the same, byte for byte, and the same again at the next look: reading
    costs far more than all else that is done with a packet.
    """
    return _remembered(question, body) if len(body) <= _UDP_PAYLOAD else parse_anew(question, body)


def parse_anew(question: Question, body: bytes) -> Reply | None:
    """The same, and nothing is remembered."""
    try:
        message = _read(_NO_ID + body)
        return read(question, message) if _answers(question, message) else None
    except (dns.exception.DNSException, ValueError):
        return None


_remembered = lru_cache(maxsize=_REMEMBERED)(parse_anew)


def _read(wire: bytes) -> dns.message.Message:
    """A message that was cut for want of room is as good as its flags and its question."""
    try:
        return dns.message.from_wire(wire, raise_on_truncation=True)
    except dns.message.Truncated as cut:
        message: dns.message.Message = cut.message()  # type: ignore[no-untyped-call]
        return message


def _answers(question: Question, message: dns.message.Message) -> bool:
    if not message.flags & dns.flags.QR:
        return False
    if not message.question:
        return message.rcode() in _WITHOUT_QUESTION
    asked = message.question[0]
    return (
        len(message.question) == 1
        and asked.rdtype == dns.rdatatype.from_text(question.type.value)
        and asked.rdclass == dns.rdataclass.IN
        and asked.name == _name(question.name)
    )


@lru_cache(maxsize=_REMEMBERED)
def _name(text: str) -> dns.name.Name:
    return dns.name.from_text(text)
