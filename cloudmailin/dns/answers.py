"""An answer is records, a definitive absence, or an unknown with its reason: three outcomes, three types.

Only the first two may move a state: a time-out taken for "record gone" would disable customers in an outage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class RecordType(StrEnum):
    A = "A"
    AAAA = "AAAA"
    CNAME = "CNAME"
    MX = "MX"
    NS = "NS"
    SOA = "SOA"
    TXT = "TXT"


@dataclass(frozen=True, slots=True)
class Question:
    """`name` is lower case and absolute, without the final dot."""

    name: str
    type: RecordType


class AbsentKind(StrEnum):
    NXDOMAIN = "nxdomain"
    NODATA = "nodata"


class UnknownReason(StrEnum):
    TIMEOUT = "timeout"
    SERVFAIL = "servfail"
    BOGUS = "bogus"
    REFUSED = "refused"
    OTHER_RCODE = "other_rcode"
    LAME = "lame"
    TRUNCATED = "truncated"
    MALFORMED = "malformed"
    UNREACHABLE = "unreachable"
    TOO_MUCH = "too_much"
    DISAGREEING = "disagreeing"
    NO_SERVERS = "no_servers"
    PRIVATE_SERVER = "private_server"


@dataclass(frozen=True, slots=True)
class Found:
    """Records at the name. Host names are lower case without final dot, MX is "10 host", TXT strings are joined.

    `alias` is the CNAME that stands at the name instead of the type asked for; then `values` may be empty.
    """

    values: tuple[str, ...]
    ttl: int
    alias: str | None = None


@dataclass(frozen=True, slots=True)
class Absent:
    """`negative_ttl` in seconds (RFC 2308): how long caches may keep the absence."""

    kind: AbsentKind
    negative_ttl: int


@dataclass(frozen=True, slots=True)
class Unknown:
    reason: UnknownReason


Answer = Found | Absent | Unknown


def agreed(answers: Sequence[Answer]) -> Answer:
    """What all authoritative servers of a zone say together.

    A server that gives no answer does not count while others do. Servers that contradict each other are still
    spreading a change: nothing definitive is known until they agree. Where none is definitive, one that points
    elsewhere (a delegation) tells more than one that is silent.
    """
    definitive = [answer for answer in answers if not isinstance(answer, Unknown)]
    if not definitive:
        lame = Unknown(UnknownReason.LAME)
        return lame if lame in answers else next(iter(answers), Unknown(UnknownReason.NO_SERVERS))
    if len({content(answer) for answer in definitive}) > 1:
        return Unknown(UnknownReason.DISAGREEING)
    return definitive[0]


def content(answer: Found | Absent) -> object:
    """What makes two answers the same: neither the time that is left of them nor what is known of an alias's target."""
    if isinstance(answer, Found):
        return answer.alias or frozenset(answer.values)
    return Absent
