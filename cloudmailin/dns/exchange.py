"""One question to one server: UDP, TCP where the answer is cut, and without EDNS where that is not understood."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic

from cloudmailin.dns.answers import Question, Unknown, UnknownReason
from cloudmailin.dns.packets import ID_BYTES, LARGEST, UnfitName, parse, query
from cloudmailin.dns.response import Reply
from cloudmailin.dns.sockets import Sockets

_LENGTH_BYTES = 2
"""In front of each message over TCP (RFC 1035 section 4.2.2)."""

_DEAD_AFTER = 3
"""Questions without an answer, and none with one."""

_Server = tuple[str, int]
"""IP address and port."""

Said = Reply | Unknown


@dataclass(frozen=True, slots=True)
class Heard:
    """`over` is "udp" or "tcp"."""

    said: Said
    over: str
    milliseconds: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """`query_seconds` bounds one attempt; `at_once` is how many questions may be under way."""

    query_seconds: float
    attempts: int
    at_once: int


@dataclass(frozen=True, slots=True)
class Way:
    """How to ask: a resolver is to look further (`recursive`), and to check DNSSEC or not (`checking`)."""

    recursive: bool
    checking: bool = True


class Exchanges:
    """Asks many questions at a time. It remembers, as long as it lives, which addresses are dead."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._room = asyncio.Semaphore(limits.at_once)
        self._sockets = Sockets()
        self._in_vain: Counter[_Server] = Counter()
        self._alive: set[_Server] = set()

    async def ask(self, question: Question, address: str, port: int, way: Way) -> Heard:
        """Trouble is an Unknown, never an exception."""
        server = (address, port)
        async with self._room:
            if server not in self._alive and self._in_vain[server] >= _DEAD_AFTER:
                return Heard(Unknown(UnknownReason.TIMEOUT), "udp")
            begun = monotonic()
            heard = await self._calmly(question, server, way)
        if heard.said == Unknown(UnknownReason.TIMEOUT):
            self._in_vain[server] += 1
        else:
            self._alive.add(server)
        return replace(heard, milliseconds=round((monotonic() - begun) * 1000))

    async def _calmly(self, question: Question, server: _Server, way: Way) -> Heard:
        try:
            return await self._patiently(question, server, way)
        except UnfitName:
            return Heard(Unknown(UnknownReason.MALFORMED), "udp")
        except OSError:
            return Heard(Unknown(UnknownReason.UNREACHABLE), "udp")

    async def _patiently(self, question: Question, server: _Server, way: Way) -> Heard:
        """The last of several attempts is made without EDNS, for whatever drops it in silence on the way."""
        for left in reversed(range(self._limits.attempts)):
            with suppress(TimeoutError):
                return await self._once(question, server, way, edns=left > 0 or self._limits.attempts == 1)
        return Heard(Unknown(UnknownReason.TIMEOUT), "udp")

    async def _once(self, question: Question, server: _Server, way: Way, *, edns: bool) -> Heard:
        body = query(question, recursive=way.recursive, checking=way.checking, edns=edns)
        accept = partial(parse, question)
        said = await self._sockets.ask(body, *server, accept, self._limits.query_seconds)
        if said.is_cut:
            return Heard(await self._over_tcp(question, body, server), "tcp")
        if edns and said.refuses_edns:
            return await self._once(question, server, way, edns=False)
        return Heard(said, "udp")

    async def _over_tcp(self, question: Question, body: bytes, server: _Server) -> Said:
        id = secrets.token_bytes(ID_BYTES)
        try:
            async with asyncio.timeout(self._limits.query_seconds):
                reply = await _framed(id + body, server)
        except (OSError, EOFError):  # TimeoutError is an OSError
            return Unknown(UnknownReason.TRUNCATED)
        if reply is None:
            return Unknown(UnknownReason.TOO_MUCH)
        read = parse(question, reply[ID_BYTES:]) if reply[:ID_BYTES] == id else None
        return read or Unknown(UnknownReason.MALFORMED)


async def _framed(message: bytes, server: _Server) -> bytes | None:
    """One message each way over TCP; None for an answer that is too long. Raises OSError and EOFError."""
    reader, writer = await asyncio.open_connection(*server)
    try:
        writer.write(len(message).to_bytes(_LENGTH_BYTES, "big") + message)
        length = int.from_bytes(await reader.readexactly(_LENGTH_BYTES), "big")
        return await reader.readexactly(length) if length <= LARGEST else None
    finally:
        writer.close()
