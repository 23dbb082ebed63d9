"""From one response to an answer: records, an absence, or the reason why neither is known."""

from __future__ import annotations

from collections.abc import Sequence

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


def read(question: Question, response: dns.message.Message, *, authoritative: bool) -> Answer:
    if response.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        return trouble(response.rcode())
    if authoritative and not response.flags & dns.flags.AA:
        return Unknown(UnknownReason.LAME)
    if response.flags & dns.flags.TC:
        return Unknown(UnknownReason.TRUNCATED)
    if sum(len(rrset) for rrset in response.answer) > _MOST_RECORDS:
        return Unknown(UnknownReason.TOO_MUCH)
    return _from_answer(question, response.answer) or _absence(response)


def trouble(rcode: dns.rcode.Rcode) -> Unknown:
    reasons = {dns.rcode.SERVFAIL: UnknownReason.SERVFAIL, dns.rcode.REFUSED: UnknownReason.REFUSED}
    return Unknown(reasons.get(rcode, UnknownReason.OTHER_RCODE))


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
