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
import dns.rcode
import dns.rdatatype

from cloudmailin.dns.answers import Answer, Found, Question, RecordType, Unknown, UnknownReason, agreed
from cloudmailin.dns.response import host, read, trouble
from cloudmailin.dns.zone_view import Server, Zone

_MOST_SERVERS = 8
_UDP_PAYLOAD = 1232
"""The EDNS buffer size that avoids fragments (DNS flag day 2020)."""

_CARRIERS = (ipaddress.ip_network("2002::/16"), ipaddress.ip_network("64:ff9b::/96"))
"""IPv6 addresses that carry an IPv4 address lead wherever that one leads (RFC 3056, RFC 6052)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`resolvers` are (IP address, port) of recursive resolvers; times are in seconds.

    `query_seconds` bounds one attempt, `check_seconds` the walk to a zone, whose length the name decides.
    """

    resolvers: Sequence[tuple[str, int]]
    authoritative_port: int = 53
    allow_private: bool = False
    query_seconds: float = 2.0
    check_seconds: float = 10.0
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
        try:
            async with asyncio.timeout(self._settings.check_seconds):
                return await self._walk(name)
        except TimeoutError:
            return Unknown(UnknownReason.TIMEOUT)

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
        return response if isinstance(response, Unknown) else read(question, response, authoritative=False)

    async def _ask_all(self, question: Question, zone: Zone) -> Answer:
        port = self._settings.authoritative_port
        asked = (self._ask(question, server.address, port, recursive=False) for server in zone.servers)
        return agreed(
            [
                response if isinstance(response, Unknown) else read(question, response, authoritative=True)
                for response in await asyncio.gather(*asked)
            ]
        )

    async def _walk(self, name: str) -> Zone | Unknown:
        apex = await self._apex(name)
        if isinstance(apex, Unknown):
            return apex
        servers = await self._servers(apex)
        return Zone(apex, servers) if isinstance(servers, tuple) else servers

    async def _apex(self, name: str) -> str | Unknown:
        labels = name.split(".")
        for start in range(len(labels)):
            response = await self._recursive(Question(".".join(labels[start:]), RecordType.SOA))
            if isinstance(response, Unknown):
                return response
            for rrset in (*response.answer, *response.authority):
                if rrset.rdtype == dns.rdatatype.SOA and _contains(host(rrset.name), name):
                    return host(rrset.name)
        return Unknown(UnknownReason.NO_SERVERS)

    async def _servers(self, apex: str) -> tuple[Server, ...] | Unknown:
        named = await self.visible(Question(apex, RecordType.NS))
        if not isinstance(named, Found):
            return named if isinstance(named, Unknown) else Unknown(UnknownReason.NO_SERVERS)
        found = await asyncio.gather(*(self._addresses(name) for name in named.values[:_MOST_SERVERS]))
        servers = [server for each in found for server in each]
        allowed = [server for server in servers if self._settings.allow_private or _is_public(server.address)]
        if servers and not allowed:
            return Unknown(UnknownReason.PRIVATE_SERVER)
        return tuple(allowed[:_MOST_SERVERS]) or Unknown(UnknownReason.NO_SERVERS)

    async def _addresses(self, name: str) -> list[Server]:
        for kind in (RecordType.A, RecordType.AAAA):
            answer = await self.visible(Question(name, kind))
            if isinstance(answer, Found) and answer.values:
                return [Server(name, address) for address in answer.values]
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
        return response if isinstance(response, Unknown) else trouble(response.rcode())

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


def _contains(apex: str, name: str) -> bool:
    return name == apex or name.endswith(f".{apex}")


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address)
    odd = found.is_multicast or (found.version == 6 and found.is_site_local)
    return found.is_global and not odd and not any(found in carrier for carrier in _CARRIERS)
