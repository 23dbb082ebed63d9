"""Ask DNS over real packets: the zone's own servers, all of them. Trouble is an Unknown, never an exception."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import dns.asyncquery
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from cloudmailin.dns.answers import (
    Absent,
    AbsentKind,
    Answer,
    Found,
    Question,
    RecordType,
    Unknown,
    UnknownReason,
    agreed,
)
from cloudmailin.dns.zone_view import Server, Zone

_MOST_SERVERS = 8
_MOST_RECORDS = 100
_LONGEST_CHAIN = 8
_UDP_PAYLOAD = 1232
"""The EDNS buffer size that avoids fragments (DNS flag day 2020)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`resolvers` are (IP address, port) of recursive resolvers; times are in seconds."""

    resolvers: Sequence[tuple[str, int]]
    authoritative_port: int = 53
    allow_private: bool = False
    query_seconds: float = 2.0
    attempts: int = 2
    at_once: int = 200


class Resolver:
    """Asks many questions at a time; use it as an asynchronous context manager."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._room = asyncio.Semaphore(settings.at_once)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    async def zone_of(self, name: str) -> Zone | Unknown:
        """The zone that holds the name, found by the SOA of the answer, which also finds delegated sub-zones."""
        apex = await self._apex(name)
        if isinstance(apex, Unknown):
            return apex
        servers = await self._servers(apex)
        return Zone(apex, servers) if isinstance(servers, tuple) else servers

    async def published(self, question: Question, zone: Zone) -> Answer:
        """What all servers of the zone say together; a name that another zone holds is asked for there."""
        if not _contains(zone.apex, question.name):
            other = await self.zone_of(question.name)
            return other if isinstance(other, Unknown) else await self._ask_all(question, other)
        answer = await self._ask_all(question, zone)
        if answer == Unknown(UnknownReason.LAME):
            deeper = await self.zone_of(question.name)
            if isinstance(deeper, Zone) and deeper.apex != zone.apex:
                return await self._ask_all(question, deeper)
        return answer

    async def visible(self, question: Question) -> Answer:
        """What the first recursive resolver that answers says: what the world sees."""
        response = await self._recursive(question)
        return response if isinstance(response, Unknown) else _read(question, response, authoritative=False)

    async def _ask_all(self, question: Question, zone: Zone) -> Answer:
        port = self._settings.authoritative_port
        asked = (self._ask(question, server.address, port, recursive=False) for server in zone.servers)
        return agreed(
            [
                response if isinstance(response, Unknown) else _read(question, response, authoritative=True)
                for response in await asyncio.gather(*asked)
            ]
        )

    async def _apex(self, name: str) -> str | Unknown:
        labels = name.split(".")
        for start in range(len(labels)):
            response = await self._recursive(Question(".".join(labels[start:]), RecordType.SOA))
            if isinstance(response, Unknown):
                return response
            for rrset in (*response.answer, *response.authority):
                if rrset.rdtype == dns.rdatatype.SOA and _contains(_text(rrset.name), name):
                    return _text(rrset.name)
        return Unknown(UnknownReason.NO_SERVERS)

    async def _servers(self, apex: str) -> tuple[Server, ...] | Unknown:
        named = await self.visible(Question(apex, RecordType.NS))
        if not isinstance(named, Found):
            return named if isinstance(named, Unknown) else Unknown(UnknownReason.NO_SERVERS)
        found = await asyncio.gather(*(self._addresses(host) for host in named.values[:_MOST_SERVERS]))
        servers = [server for each in found for server in each]
        allowed = [server for server in servers if self._settings.allow_private or _is_public(server.address)]
        if servers and not allowed:
            return Unknown(UnknownReason.PRIVATE_SERVER)
        return tuple(allowed[:_MOST_SERVERS]) or Unknown(UnknownReason.NO_SERVERS)

    async def _addresses(self, host: str) -> list[Server]:
        for kind in (RecordType.A, RecordType.AAAA):
            answer = await self.visible(Question(host, kind))
            if isinstance(answer, Found) and answer.values:
                return [Server(host, address) for address in answer.values]
        return []

    async def _recursive(self, question: Question) -> dns.message.Message | Unknown:
        response: dns.message.Message | Unknown = Unknown(UnknownReason.NO_SERVERS)
        for address, port in self._settings.resolvers:
            response = await self._ask(question, address, port, recursive=True)
            if not isinstance(response, Unknown) and response.rcode() in (
                dns.rcode.NOERROR,
                dns.rcode.NXDOMAIN,
            ):
                return response
        return response if isinstance(response, Unknown) else _trouble(response.rcode())

    async def _ask(
        self, question: Question, address: str, port: int, *, recursive: bool
    ) -> dns.message.Message | Unknown:
        """One server's answer: UDP, over TCP when truncated. Packets that do not fit the question are ignored."""
        try:
            query = dns.message.make_query(
                question.name, question.type.value, use_edns=0, payload=_UDP_PAYLOAD
            )
            query.flags = dns.flags.RD if recursive else dns.flags.Flag(0)
            async with self._room:
                return await self._exchange(query, address, port)
        except dns.exception.DNSException:
            return Unknown(UnknownReason.MALFORMED)
        except OSError:
            return Unknown(UnknownReason.UNREACHABLE)

    async def _exchange(
        self, query: dns.message.Message, address: str, port: int
    ) -> dns.message.Message | Unknown:
        for _ in range(self._settings.attempts):
            with suppress(dns.exception.Timeout):
                return await self._over_udp(query, address, port)
        return Unknown(UnknownReason.TIMEOUT)

    async def _over_udp(
        self, query: dns.message.Message, address: str, port: int
    ) -> dns.message.Message | Unknown:
        try:
            return await dns.asyncquery.udp(
                query,
                address,
                timeout=self._settings.query_seconds,
                port=port,
                ignore_unexpected=True,
                ignore_errors=True,
                raise_on_truncation=True,
            )
        except dns.message.Truncated:
            return await self._over_tcp(query, address, port)

    async def _over_tcp(
        self, query: dns.message.Message, address: str, port: int
    ) -> dns.message.Message | Unknown:
        try:
            return await dns.asyncquery.tcp(query, address, timeout=self._settings.query_seconds, port=port)
        except (dns.exception.Timeout, OSError, EOFError):
            return Unknown(UnknownReason.TRUNCATED)


def _read(question: Question, response: dns.message.Message, *, authoritative: bool) -> Answer:
    if response.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        return _trouble(response.rcode())
    if authoritative and not response.flags & dns.flags.AA:
        return Unknown(UnknownReason.LAME)
    if response.flags & dns.flags.TC:
        return Unknown(UnknownReason.TRUNCATED)
    if sum(len(rrset) for rrset in response.answer) > _MOST_RECORDS:
        return Unknown(UnknownReason.TOO_MUCH)
    return _from_answer(question, response.answer) or _absence(response)


def _trouble(rcode: dns.rcode.Rcode) -> Unknown:
    reasons = {dns.rcode.SERVFAIL: UnknownReason.SERVFAIL, dns.rcode.REFUSED: UnknownReason.REFUSED}
    return Unknown(reasons.get(rcode, UnknownReason.OTHER_RCODE))


def _from_answer(question: Question, rrsets: Sequence[dns.rrset.RRset]) -> Found | None:
    """Records of the type at the name, or at the end of the aliases that the answer carries."""
    by_key = {(_text(rrset.name), rrset.rdtype): rrset for rrset in rrsets}
    wanted = dns.rdatatype.from_text(question.type.value)
    name, alias, ttls = question.name, None, []
    for _ in range(_LONGEST_CHAIN):
        if rrset := by_key.get((name, wanted)):
            return Found(_values(rrset), min([*ttls, rrset.ttl]), alias)
        link = by_key.get((name, dns.rdatatype.CNAME))
        if link is None:
            break
        name, ttls = _text(link[0].target), [*ttls, link.ttl]
        alias = alias or name
    return Found((), min(ttls), alias) if alias else None


def _absence(response: dns.message.Message) -> Absent:
    kind = AbsentKind.NXDOMAIN if response.rcode() == dns.rcode.NXDOMAIN else AbsentKind.NODATA
    soas = [rrset for rrset in response.authority if rrset.rdtype == dns.rdatatype.SOA]
    return Absent(kind, min([min(rrset.ttl, rrset[0].minimum) for rrset in soas], default=0))


def _values(rrset: dns.rrset.RRset) -> tuple[str, ...]:
    return tuple(sorted(_value(rdata) for rdata in rrset))


def _value(rdata: dns.rdata.Rdata) -> str:
    match rdata.rdtype:
        case dns.rdatatype.MX:
            return f"{rdata.preference} {_text(rdata.exchange)}"
        case dns.rdatatype.CNAME | dns.rdatatype.NS:
            return _text(rdata.target)
        case dns.rdatatype.TXT:
            # PostgreSQL stores no NUL character.
            return b"".join(rdata.strings).decode("utf-8", "backslashreplace").replace("\0", r"\x00")
        case _:
            return str(rdata.to_text())


def _text(name: dns.name.Name) -> str:
    """Lower case, without the final dot; the root is "."."""
    return name.to_text(omit_final_dot=True).lower()


def _contains(apex: str, name: str) -> bool:
    return name == apex or name.endswith(f".{apex}")


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address)
    return found.is_global and not found.is_multicast
