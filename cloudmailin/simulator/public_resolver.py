"""A public resolver in front of the name server: it remembers answers, and absences too.

RFC 1034 section 5.3 and RFC 2308: what it was told holds until its time to live is over, whatever the zone says by
then. That is what customers meet who look before they publish.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import cast

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
from dns.rdtypes.ANY.SOA import SOA

from .journal import QueryLog
from .nameserver import NameServer
from .zones import Zones

_MOST = 50_000
"""Answers that are remembered; with one more, all are forgotten."""

_Key = tuple[dns.name.Name, dns.rdatatype.RdataType]


@dataclass(frozen=True, slots=True)
class _Kept:
    answer: list[dns.rrset.RRset]
    authority: list[dns.rrset.RRset]
    rcode: dns.rcode.Rcode
    since: float
    seconds: int


class PublicResolver(NameServer):
    """Knows the name server's zones alone. Remembers an absent name for all types (RFC 2308 section 5)."""

    def __init__(self, zones: Zones, log: QueryLog) -> None:
        super().__init__(zones, log)
        self._memory: dict[_Key, _Kept] = {}

    def answer(self, query: dns.message.Message) -> dns.message.Message:
        if len(query.question) != 1:
            return super().answer(query)
        now = time.monotonic()
        kept = self._remembered(query, now)
        if kept is None:
            said = super().answer(query)
            kept = _Kept(said.answer, said.authority, said.rcode(), now, _seconds(said))
            self._remember(query, kept)
        response = dns.message.make_response(query, recursion_available=True)
        response.set_rcode(kept.rcode)
        response.answer = [_aged(each, now - kept.since) for each in kept.answer]
        response.authority = [_aged(each, now - kept.since) for each in kept.authority]
        return response

    def _remembered(self, query: dns.message.Message, now: float) -> _Kept | None:
        for key in _keys(query):
            kept = self._memory.get(key)
            if kept and now < kept.since + kept.seconds:
                return kept
        return None

    def _remember(self, query: dns.message.Message, kept: _Kept) -> None:
        if len(self._memory) >= _MOST:
            self._memory.clear()
        if kept.seconds:
            exact, whole_name = _keys(query)
            self._memory[whole_name if kept.rcode == dns.rcode.NXDOMAIN else exact] = kept


def _keys(query: dns.message.Message) -> tuple[_Key, _Key]:
    """Where an answer to the question is remembered, and where the absence of its name."""
    question = query.question[0]
    return (question.name, question.rdtype), (question.name, dns.rdatatype.NONE)


def _seconds(said: dns.message.Message) -> int:
    """How long it holds; 0 for trouble, and for an absence of which no SOA says how long."""
    if said.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        return 0
    if said.answer and said.rcode() == dns.rcode.NOERROR:
        return min(rrset.ttl for rrset in said.answer)
    soas = [rrset for rrset in said.authority if rrset.rdtype == dns.rdatatype.SOA]
    return min([min(rrset.ttl, cast(SOA, rrset[0]).minimum) for rrset in soas], default=0)


def _aged(rrset: dns.rrset.RRset, seconds: float) -> dns.rrset.RRset:
    aged = dns.rrset.from_rdata_list(rrset.name, rrset.ttl, list(rrset))
    aged.ttl = max(0, rrset.ttl - int(seconds))
    return aged
