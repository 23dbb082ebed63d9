"""From one response to what it says: records, an absence, or the reason why neither is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdatatype
import dns.rrset
from dns.rdtypes.ANY.CNAME import CNAME
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.NS import NS
from dns.rdtypes.ANY.TXT import TXT

from cloudmailin.dns.answers import Absent, AbsentKind, Answer, Found, Question, Unknown, UnknownReason

_MOST_RECORDS = 100
_LONGEST_CHAIN = 8

_ANSWERS = (dns.rcode.NOERROR, dns.rcode.NXDOMAIN)

_TROUBLE = {dns.rcode.SERVFAIL: UnknownReason.SERVFAIL, dns.rcode.REFUSED: UnknownReason.REFUSED}

_EDNS_REFUSED = (dns.rcode.FORMERR, dns.rcode.NOTIMP, dns.rcode.BADVERS)
"""What servers say that are older than EDNS, or than its version (RFC 6891 sections 6.1.3 and 7)."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server said to a question, as far as anybody wants to know.

    `answer` takes it at its word, as a resolver's; `apexes` are the zones whose SOA it carries. `is_cut`: the rest
    has to be fetched over TCP. `failed`: it says that it can't or won't answer; `refuses_edns`: perhaps for EDNS.
    """

    answer: Answer
    is_authoritative: bool
    is_cut: bool
    failed: bool
    refuses_edns: bool
    apexes: tuple[str, ...]

    @property
    def authoritative_answer(self) -> Answer:
        """The answer of a server that should hold the zone."""
        return self.answer if self.is_authoritative or self.failed else Unknown(UnknownReason.LAME)


def read(question: Question, response: dns.message.Message) -> Reply:
    rcode = response.rcode()
    soas = (each for each in (*response.answer, *response.authority) if each.rdtype == dns.rdatatype.SOA)
    return Reply(
        answer=_answer(question, response),
        is_authoritative=bool(response.flags & dns.flags.AA),
        is_cut=bool(response.flags & dns.flags.TC),
        failed=rcode not in _ANSWERS,
        refuses_edns=rcode in _EDNS_REFUSED,
        apexes=tuple(host(each.name) for each in soas),
    )


def _answer(question: Question, response: dns.message.Message) -> Answer:
    if response.rcode() not in _ANSWERS:
        return Unknown(_TROUBLE.get(response.rcode(), UnknownReason.OTHER_RCODE))
    if response.flags & dns.flags.TC:
        return Unknown(UnknownReason.TRUNCATED)
    if sum(len(rrset) for rrset in response.answer) > _MOST_RECORDS:
        return Unknown(UnknownReason.TOO_MUCH)
    return _from_answer(question, response.answer) or _absence(response)


def _from_answer(question: Question, rrsets: Sequence[dns.rrset.RRset]) -> Found | None:
    """Records of the type at the name, or at the end of the aliases that the answer carries."""
    by_key = {(host(rrset.name), rrset.rdtype): rrset for rrset in rrsets}
    wanted = dns.rdatatype.from_text(question.type.value)
    name, alias, ttls = question.name, None, list[int]()
    for _ in range(_LONGEST_CHAIN):
        if rrset := by_key.get((name, wanted)):
            return Found(_values(rrset), min([*ttls, rrset.ttl]), alias)
        link = by_key.get((name, dns.rdatatype.CNAME))
        if link is None:
            break
        name, ttls = host(link[0].target), [*ttls, link.ttl]
        alias = alias or name
    return Found((), min(ttls), alias) if alias else None


def _absence(response: dns.message.Message) -> Absent:
    kind = AbsentKind.NXDOMAIN if response.rcode() == dns.rcode.NXDOMAIN else AbsentKind.NODATA
    soas = [rrset for rrset in response.authority if rrset.rdtype == dns.rdatatype.SOA]
    return Absent(kind, min([min(rrset.ttl, rrset[0].minimum) for rrset in soas], default=0))


def _values(rrset: dns.rrset.RRset) -> tuple[str, ...]:
    return tuple(sorted(_value(rdata) for rdata in rrset))


def _value(rdata: dns.rdata.Rdata) -> str:
    match rdata:
        case MX():
            return f"{rdata.preference} {host(rdata.exchange)}"
        case CNAME() | NS():
            return host(rdata.target)
        case TXT():
            # PostgreSQL stores no NUL character.
            return b"".join(rdata.strings).decode("utf-8", "backslashreplace").replace("\0", r"\x00")
        case _:
            return rdata.to_text()


def host(name: dns.name.Name) -> str:
    """Lower case, without the final dot; the root is "."."""
    return name.to_text(omit_final_dot=True).lower()
