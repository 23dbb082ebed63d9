"""The name server of `manage.py bench dns`: resolver and authority in one, a process of its own.

It answers each question after the same delay, from packets made beforehand, so that it is not what is measured.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from portal.bench.dns_customers import NAME_SERVER, published
from tenants.names import DomainName

ADDRESS = "127.0.0.1"

_TTL = 300
_HEADER = 12
_Key = tuple[str, str]
_Script = Mapping[_Key, Sequence[str]]


@contextmanager
def name_server(domains: Sequence[DomainName], delay: float) -> Iterator[int]:
    """The port at which it answers for these domains, `delay` seconds after each question."""
    fork = get_context("fork")
    ours, theirs = fork.Pipe()
    process = fork.Process(target=_serve, args=(domains, delay, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.kill()
        process.join()


def _serve(domains: Sequence[DomainName], delay: float, told: Connection) -> None:
    script = _script(domains)
    asyncio.run(_answer({_asked(key): _packet(key, values) for key, values in script.items()}, delay, told))


async def _answer(packets: Mapping[bytes, bytes], delay: float, told: Connection) -> None:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: _Answering(packets, delay), local_addr=(ADDRESS, 0)
    )
    told.send(transport.get_extra_info("sockname")[1])
    await loop.create_future()


class _Answering(asyncio.DatagramProtocol):
    def __init__(self, packets: Mapping[bytes, bytes], delay: float) -> None:
        self._packets, self._delay = packets, delay
        self._loop = asyncio.get_running_loop()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, sender: Any) -> None:
        packet = self._packets.get(_question_in(data)) or _nodata(data)
        self._loop.call_later(self._delay, self._transport.sendto, data[:2] + packet[2:], sender)


def _script(domains: Sequence[DomainName]) -> _Script:
    script: dict[_Key, list[str]] = defaultdict(list)
    script[NAME_SERVER, "A"].append(ADDRESS)
    for domain in domains:
        script[domain, "SOA"].append(f"{NAME_SERVER}. hostmaster.{domain}. 1 3600 600 86400 60")
        script[domain, "NS"].append(f"{NAME_SERVER}.")
        for record in published(domain):
            script[record.name, record.type.value].append(_in_zone_file(record.type.value, record.value))
    return script


def _in_zone_file(type: str, value: str) -> str:
    return f'"{value}"' if type == "TXT" else f"{value}."


def _asked(key: _Key) -> bytes:
    return _question_in(dns.message.make_query(*key).to_wire())


def _question_in(wire: bytes) -> bytes:
    """Enough to look a packet up by: the question, which stands behind the header (RFC 1035 section 4.1)."""
    return wire[_HEADER : wire.index(b"\0", _HEADER) + 5]


def _packet(key: _Key, values: Sequence[str]) -> bytes:
    name, type = key
    made = dns.message.make_response(dns.message.make_query(name, type, use_edns=0), recursion_available=True)
    made.flags |= dns.flags.AA
    made.answer = [dns.rrset.from_text(f"{name}.", _TTL, "IN", type, *values)]
    return made.to_wire()


def _nodata(query: bytes) -> bytes:
    made = dns.message.make_response(dns.message.from_wire(query), recursion_available=True)
    made.flags |= dns.flags.AA
    return made.to_wire()
