"""A DNS server that may also send what no honest one sends: late, twice, in crumbs, or from somewhere else."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

import dns.message
import dns.rdatatype

from tests.cloudmailin.dns.scripted_server import Behaviour, Query, ScriptedServer

_BUFFER = 1 << 20
"""Bytes of questions that may wait in the system, as asyncio takes one at a time."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that leave so many seconds after the piece before: a datagram, or over TCP a part of the stream.

    `elsewhere` is an IP address to send a datagram from, at a port of its own; None is the server's own socket.
    """

    data: bytes
    after: float = 0.0
    elsewhere: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """`stays` keeps a TCP connection open for so many seconds after the last piece."""

    pieces: tuple[Piece, ...]
    stays: float = 0.0


Crooked = Callable[[Query], Delivery]


def framed(wire: bytes) -> bytes:
    """As TCP has it, behind its length (RFC 1035 section 4.2.2)."""
    return struct.pack("!H", len(wire)) + wire


def honest(behaviour: Behaviour) -> Crooked:
    """One piece, or nothing at all."""

    def deliver(query: Query) -> Delivery:
        wire = behaviour(query)
        if wire is None:
            return Delivery(())
        return Delivery((Piece(framed(wire) if query.over_tcp else wire),))

    return deliver


@dataclass
class CrookedServer(ScriptedServer):
    """`crooked` is looked up first, by name and type; `zones` last, by the end of the name."""

    crooked: dict[tuple[str, str], Crooked] = field(default_factory=dict)
    zones: dict[str, Behaviour] = field(default_factory=dict)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    def deliver(self, wire: bytes, *, over_tcp: bool) -> Delivery:
        message = dns.message.from_wire(wire)
        asked = message.question[0]
        name, kind = asked.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(asked.rdtype)
        zone = ".".join(name.split(".")[-2:])
        behaviour = self.script.get((name, kind)) or self.zones.get(zone, self.otherwise)
        return self.crooked.get((name, kind), honest(behaviour))(Query(message, over_tcp))

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: _Datagrams(self), local_addr=(self.address, self.port)
        )
        self._open.callback(transport.close)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        self.port = transport.get_extra_info("sockname")[1]
        if self.tcp:
            listening = await asyncio.start_server(self._serve_tcp, self.address, self.port, backlog=1000)
            self._open.callback(listening.close)
        self._open.callback(self._stop)
        return self

    def _stop(self) -> None:
        for each in self._under_way:
            each.cancel()

    def begin(self, sending: Any) -> None:
        task = asyncio.get_running_loop().create_task(sending)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _serve_tcp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Whoever asked may hang up before the end."""
        try:
            (length,) = struct.unpack("!H", await reader.readexactly(2))
            delivery = self.deliver(await reader.readexactly(length), over_tcp=True)
            for piece in delivery.pieces:
                await asyncio.sleep(piece.after)
                writer.write(piece.data)
                await writer.drain()
            await asyncio.sleep(delivery.stays)
        except (ConnectionError, EOFError):
            return
        finally:
            writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, server: CrookedServer) -> None:
        self._server = server

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        delivery = self._server.deliver(data, over_tcp=False)
        if all(piece.after == 0 for piece in delivery.pieces):
            for piece in delivery.pieces:
                self._send(piece, address)
        else:
            self._server.begin(self._in_time(delivery, address))

    async def _in_time(self, delivery: Delivery, address: tuple[str, int]) -> None:
        for piece in delivery.pieces:
            await asyncio.sleep(piece.after)
            self._send(piece, address)

    def _send(self, piece: Piece, address: tuple[str, int]) -> None:
        if piece.elsewhere is None:
            self._transport.sendto(piece.data, address)
            return
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind((piece.elsewhere, 0))
            other.sendto(piece.data, address)
