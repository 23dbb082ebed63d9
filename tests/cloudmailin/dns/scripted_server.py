"""A DNS server that answers each question as a test wrote down, over real UDP and TCP sockets.

A behaviour is a function from a query to the bytes to send back, or None for silence (over TCP: hanging up).
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
from dns.message import Message

TTL = 300
NEGATIVE_TTL = 60

Records = Sequence[str]
"""Each "name type value …", names without the final dot in front, as in a zone file behind."""


@dataclass(frozen=True, slots=True)
class Query:
    message: Message
    over_tcp: bool


Behaviour = Callable[[Query], bytes | None]


def soa(apex: str) -> str:
    return f"{apex} SOA ns1.{apex}. hostmaster.{apex}. 1 3600 600 86400 {NEGATIVE_TTL}"


def _rrsets(records: Records) -> list[dns.rrset.RRset]:
    values: dict[tuple[str, str], list[str]] = {}
    for record in records:
        name, kind, value = record.split(" ", 2)
        values.setdefault((name, kind), []).append(value)
    return [dns.rrset.from_text(f"{name}.", TTL, "IN", kind, *each) for (name, kind), each in values.items()]


def response(
    query: Query,
    answer: Records = (),
    authority: Records = (),
    *,
    rcode: dns.rcode.Rcode = dns.rcode.NOERROR,
    authoritative: bool = True,
) -> Message:
    made: Message = dns.message.make_response(query.message)
    made.flags |= dns.flags.AA if authoritative else dns.flags.RA
    made.set_rcode(rcode)
    made.answer, made.authority = _rrsets(answer), _rrsets(authority)
    return made


def records(*answer: str, lame: bool = False) -> Behaviour:
    return lambda query: response(query, answer, authoritative=not lame).to_wire(max_size=65535)


def nxdomain(apex: str) -> Behaviour:
    return lambda query: response(query, (), [soa(apex)], rcode=dns.rcode.NXDOMAIN).to_wire()


def nodata(apex: str) -> Behaviour:
    return lambda query: response(query, (), [soa(apex)]).to_wire()


def refers_to(child: str, name_server: str) -> Behaviour:
    """A delegation: the child zone's servers in the authority section, and no authority of its own."""
    return lambda query: response(query, (), [f"{child} NS {name_server}."], authoritative=False).to_wire()


def fails_with(rcode: dns.rcode.Rcode) -> Behaviour:
    return lambda query: response(query, rcode=rcode).to_wire()


def without_edns(behaviour: Behaviour, refusal: Behaviour) -> Behaviour:
    """A server, or a fire wall, to which EDNS is unknown."""
    return lambda query: (behaviour if query.message.edns < 0 else refusal)(query)


def silence(_: Query) -> None:
    return None


def sends(wire: bytes) -> Behaviour:
    return lambda _: wire


def truncated(whole: Behaviour) -> Behaviour:
    """No room over UDP; over TCP what `whole` says."""

    def behave(query: Query) -> bytes | None:
        if query.over_tcp:
            return whole(query)
        cut = response(query)
        cut.flags |= dns.flags.TC
        return cut.to_wire()

    return behave


def altered(change: Callable[[Message], object], behaviour: Behaviour) -> Behaviour:
    """The response of `behaviour` after a change to it."""

    def behave(query: Query) -> bytes | None:
        wire = behaviour(query)
        if wire is None:
            return None
        made = dns.message.from_wire(wire)
        change(made)
        return made.to_wire(max_size=65535)

    return behave


def wrong_id(message: Message) -> None:
    message.id ^= 1


def wrong_question(message: Message) -> None:
    message.question[0].name = dns.name.from_text("elsewhere.test.")


def upper_case(message: Message) -> None:
    for each in message.answer:
        each.name = dns.name.from_text(str(each.name).upper())


@dataclass
class ScriptedServer:
    """One address; `otherwise` is for the questions that are not in the script."""

    address: str
    port: int = 0
    tcp: bool = True
    otherwise: Behaviour = field(default_factory=lambda: fails_with(dns.rcode.REFUSED))
    script: dict[tuple[str, str], Behaviour] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)

    def on(self, name: str, kind: str, behaviour: Behaviour) -> None:
        self.script[name, kind] = behaviour

    def reply(self, wire: bytes, *, over_tcp: bool) -> bytes | None:
        message = dns.message.from_wire(wire)
        asked = message.question[0]
        key = (asked.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(asked.rdtype))
        self.asked.append(key)
        return self.script.get(key, self.otherwise)(Query(message, over_tcp))

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: _Datagrams(self), local_addr=(self.address, self.port)
        )
        self._open.callback(transport.close)
        self.port = transport.get_extra_info("sockname")[1]
        if self.tcp:
            listening = await asyncio.start_server(self._serve_tcp, self.address, self.port)
            self._open.callback(listening.close)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    async def _serve_tcp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        (length,) = struct.unpack("!H", await reader.readexactly(2))
        reply = self.reply(await reader.readexactly(length), over_tcp=True)
        if reply is not None:
            writer.write(struct.pack("!H", len(reply)) + reply)
        writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, server: ScriptedServer) -> None:
        self._server = server

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        reply = self._server.reply(data, over_tcp=False)
        if reply is not None:
            self._transport.sendto(reply, address)
