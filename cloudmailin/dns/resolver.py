"""Ask DNS over real packets: the zone's own servers, all of them. Trouble is an Unknown, never an exception."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from cloudmailin.dns.addresses import is_public
from cloudmailin.dns.answers import Answer, Found, Question, RecordType, Unknown, UnknownReason, agreed
from cloudmailin.dns.exchange import Exchanges, Limits, Said, Way
from cloudmailin.dns.transcript import Exchange, note
from cloudmailin.dns.zone_view import Server, Zone
from tenants.names import registrable

_MOST_SERVERS = 8

_DIRECT = Way(recursive=False)
_RECURSIVE = Way(recursive=True)
_UNCHECKED = Way(recursive=True, checking=False)

T = TypeVar("T")


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
    """For one batch of looks on one event loop: what they have in common it asks for once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._exchanges = Exchanges(Limits(settings.query_seconds, settings.attempts, settings.at_once))
        self._begun: dict[tuple[str, str], asyncio.Task[Any]] = {}

    async def zone_of(self, name: str) -> Zone | Unknown:
        """The zone that holds the name, found by the SOA of the answer, which also finds delegated sub-zones."""
        return await self._once("zone", name, self._zone(name))

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
        return _answer(await self._recursive(question, _RECURSIVE), _RECURSIVE)

    async def _ask_all(self, question: Question, zone: Zone) -> Answer:
        port = self._settings.authoritative_port
        asked = [self._ask(question, server, port, _DIRECT) for server in zone.servers]
        return agreed([_answer(said, _DIRECT) for said in await asyncio.gather(*asked)])

    async def _zone(self, name: str) -> Zone | Unknown:
        try:
            async with asyncio.timeout(self._settings.check_seconds):
                zone = await self._walk(name)
                failed = zone == Unknown(UnknownReason.SERVFAIL)
                if failed and isinstance(await self._apex(name, _UNCHECKED), str):
                    return Unknown(UnknownReason.BOGUS)
                return zone
        except TimeoutError:
            return Unknown(UnknownReason.TIMEOUT)

    async def _walk(self, name: str) -> Zone | Unknown:
        apex = await self._apex(name, _RECURSIVE)
        if isinstance(apex, Unknown):
            return apex
        servers = await self._servers(apex)
        return Zone(apex, servers) if isinstance(servers, tuple) else servers

    async def _apex(self, name: str, way: Way) -> str | Unknown:
        """A resolver fails for a name whose alias leads into a broken zone; up to what is registered, ask above it."""
        labels, trouble = name.split("."), None
        for start in range(len(labels)):
            above = ".".join(labels[start:])
            if trouble and registrable(above) is None:
                return trouble
            said = await self._recursive(Question(above, RecordType.SOA), way)
            if isinstance(said, Unknown):
                if said.reason is not UnknownReason.SERVFAIL:
                    return said
                trouble = trouble or said
            elif apex := next((each for each in said.apexes if _contains(each, name)), None):
                return apex
        return trouble or Unknown(UnknownReason.NO_SERVERS)

    async def _servers(self, apex: str) -> tuple[Server, ...] | Unknown:
        named = await self.visible(Question(apex, RecordType.NS))
        if not isinstance(named, Found):
            return named if isinstance(named, Unknown) else Unknown(UnknownReason.NO_SERVERS)
        asked = [
            self._once("addresses", name, self._addresses(name)) for name in named.values[:_MOST_SERVERS]
        ]
        found = await asyncio.gather(*asked)
        servers = [server for each in found if each for server in each]
        if not servers and None in found:
            return Unknown(UnknownReason.TIMEOUT)
        allowed = [server for server in servers if self._settings.allow_private or is_public(server.address)]
        if servers and not allowed:
            return Unknown(UnknownReason.PRIVATE_SERVER)
        return tuple(allowed[:_MOST_SERVERS]) or Unknown(UnknownReason.NO_SERVERS)

    async def _addresses(self, name: str) -> list[Server] | None:
        """None where the resolver is silent: that a name server has no address is another thing."""
        for kind in (RecordType.A, RecordType.AAAA):
            answer = await self.visible(Question(name, kind))
            if answer == Unknown(UnknownReason.TIMEOUT):
                return None
            if isinstance(answer, Found) and answer.values:
                return [Server(name, address) for address in answer.values]
        return []

    async def _recursive(self, question: Question, way: Way) -> Said:
        trouble = Unknown(UnknownReason.NO_SERVERS)
        for address, port in self._settings.resolvers:
            said = await self._ask(question, Server("", address), port, way)
            if not isinstance(said, Unknown) and not said.failed:
                return said
            answer = _answer(said, way)
            trouble = answer if isinstance(answer, Unknown) else trouble
        return trouble

    async def _ask(self, question: Question, server: Server, port: int, way: Way) -> Said:
        heard = await self._exchanges.ask(question, server.address, port, way)
        answer = _answer(heard.said, way)
        note(Exchange(question, server.name, server.address, heard.over, answer, heard.milliseconds))
        return heard.said

    async def _once(self, kind: str, name: str, asking: Coroutine[Any, Any, T]) -> T:
        """The result of the first who asked; whoever gives up does not take it from the others."""
        if (kind, name) in self._begun:
            asking.close()
        else:
            self._begun[kind, name] = asyncio.create_task(asking)
        result: T = await asyncio.shield(self._begun[kind, name])
        return result


def _answer(said: Said, way: Way) -> Answer:
    if isinstance(said, Unknown):
        return said
    return said.answer if way.recursive else said.authoritative_answer


def _contains(apex: str, name: str) -> bool:
    return name == apex or name.endswith(f".{apex}")
