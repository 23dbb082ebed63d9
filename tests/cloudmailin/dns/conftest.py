"""A small Internet on loopback: one recursive resolver, and name servers to put zones on."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

import pytest

from cloudmailin.dns.resolver import Resolver, Settings
from tests.cloudmailin.dns.scripted_server import ScriptedServer, records, soa

PATIENT = 5.0
HASTY = 0.2


@dataclass(frozen=True, slots=True)
class Network:
    """`ns` are name servers, of which the last does not listen on TCP."""

    recursive: ScriptedServer
    ns: tuple[ScriptedServer, ...]

    @property
    def settings(self) -> Settings:
        """So patient that a busy machine makes no time-out."""
        return Settings(
            resolvers=[(self.recursive.address, self.recursive.port)],
            authoritative_port=self.recursive.port,
            allow_private=True,
            query_seconds=PATIENT,
            attempts=1,
        )

    @property
    def resolver(self) -> Resolver:
        return Resolver(self.settings)

    @property
    def hasty_resolver(self) -> Resolver:
        """For what is never answered."""
        return Resolver(replace(self.settings, query_seconds=HASTY))

    def has_zone(self, apex: str, *servers: ScriptedServer) -> None:
        """Tell the world of a zone: its SOA and NS, and its servers' addresses."""
        names = {f"ns-{server.address.replace('.', '-')}.{apex}": server.address for server in servers}
        self.recursive.on(apex, "SOA", records(soa(apex)))
        self.recursive.on(apex, "NS", records(*(f"{apex} NS {name}." for name in names)))
        for name, address in names.items():
            self.recursive.on(name, "A", records(f"{name} A {address}"))


@pytest.fixture
async def network() -> AsyncIterator[Network]:
    async with AsyncExitStack() as stack:
        yield await open_network(stack)


async def open_network(stack: AsyncExitStack, server: type[ScriptedServer] = ScriptedServer) -> Network:
    """All on one port, as DNS has it; another one is tried while a stranger holds it at some address."""
    for _ in range(10):
        try:
            async with AsyncExitStack() as opened:
                recursive = await opened.enter_async_context(server("127.53.0.1"))
                ns = [
                    await opened.enter_async_context(
                        server(f"127.53.0.{last}", recursive.port, tcp=last != 4)
                    )
                    for last in (2, 3, 4)
                ]
                stack.push_async_exit(opened.pop_all())
                return Network(recursive, tuple(ns))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    raise RuntimeError("No port is free at all addresses.")
