"""An authoritative name server over UDP and TCP (RFC 1035 section 4.2, RFC 7766)."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from typing import cast

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype

from .answering import answer, udp_room
from .journal import Query, QueryLog
from .records import plain
from .zones import Zones

_TCP_ROOM = 65_535
_IDLE_SECONDS = 10

# Bytes of questions that may wait: hundreds of domains are checked at once, and a lost question costs seconds.
_BUFFER = 4 << 20


class NameServer:
    """Answers from the zones as they are at that moment, and keeps a log of what it was asked."""

    def __init__(self, zones: Zones, log: QueryLog) -> None:
        self._zones = zones
        self._log = log

        self._open: list[asyncio.DatagramTransport | asyncio.Server] = []

    async def start(self, udp: socket.socket, tcp: socket.socket) -> None:
        """Serve on two bound sockets, besides others, until the event loop ends."""
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: _Udp(self), sock=udp)
        self._open += [transport, await asyncio.start_server(self._talk, sock=tcp)]

    def stop(self) -> None:
        for each in self._open:
            each.close()

    def reply(self, packet: bytes, transport: str) -> bytes | None:
        """The answer's bytes, or None for a packet that is not a question: it gets none."""
        try:
            query = dns.message.from_wire(packet)
        except dns.exception.DNSException:
            return None
        if query.flags & dns.flags.QR:
            return None
        response = self.answer(query)
        room = udp_room(query) if transport == "udp" else _TCP_ROOM
        wire = response.to_wire(max_size=room, prefer_truncation=True)
        self._note(query, response, transport, truncated=bool(wire[2] & 0x02))
        return wire

    def answer(self, query: dns.message.Message) -> dns.message.Message:
        return answer(query, self._zones)

    def _note(
        self, query: dns.message.Message, response: dns.message.Message, transport: str, *, truncated: bool
    ) -> None:
        for question in query.question:
            type_ = dns.rdatatype.to_text(question.rdtype)
            rcode = dns.rcode.to_text(response.rcode())
            self._log.add(Query(time.time(), plain(question.name), type_, transport, rcode, truncated))

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One TCP connection: questions and answers, each behind its length in two bytes."""
        try:
            while wire := self.reply(await _framed(reader), "tcp"):
                writer.write(struct.pack("!H", len(wire)) + wire)
                await writer.drain()
        except (asyncio.IncompleteReadError, TimeoutError, ConnectionError):
            pass
        finally:
            writer.close()


async def _framed(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(_IDLE_SECONDS):
        (length,) = struct.unpack("!H", await reader.readexactly(2))
        return await reader.readexactly(length)


class _Udp(asyncio.DatagramProtocol):
    def __init__(self, server: NameServer) -> None:
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if wire := self._server.reply(data, "udp"):
            self._transport.sendto(wire, addr)
