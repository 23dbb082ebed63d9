"""No packet hurts: none raises, takes long or grows; by itself, and over sockets with an honest answer behind it.

`make soak` reads a million of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from itertools import islice

import pytest

from cloudmailin.dns.answers import Found, RecordType, Unknown, UnknownReason
from cloudmailin.dns.exchange import Exchanges, Heard, Limits, Way
from tests.cloudmailin.dns.conftest import PATIENT, Network, open_network
from tests.cloudmailin.dns.crooked_server import Crooked, CrookedServer, Delivery, Piece, framed
from tests.cloudmailin.dns.fuzz import fuzz
from tests.cloudmailin.dns.mutants import NAME, Mutant, mutants
from tests.cloudmailin.dns.scripted_server import Query, records

PACKETS, SEEDS = 50_000, range(1, 5)
OVER_SOCKETS = 2_000
HONEST = "honest.example"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_broken_packet_is_read_or_dropped_within_its_bounds(seed: int) -> None:
    report = fuzz(PACKETS, seed)
    assert report.holds, report
    assert min(report.outcomes.values()) > PACKETS / 100, "some kind of outcome is hardly tried"


async def test_over_sockets_a_broken_packet_neither_ends_nor_delays_anything() -> None:
    async with AsyncExitStack() as stack:
        network = await open_network(stack, CrookedServer)
        heard = await _ask_all(network, list(islice(mutants(5, OVER_SOCKETS), OVER_SOCKETS)))
    assert not [each for each in heard if each.said == Unknown(UnknownReason.TIMEOUT)]
    assert sum(map(_is_honest, heard)) > OVER_SOCKETS / 2


async def _ask_all(network: Network, broken: list[Mutant]) -> list[Heard]:
    """Each question is answered by a broken packet and a whole one; over TCP by the broken one alone."""
    server = network.ns[0]
    assert isinstance(server, CrookedServer)
    for type in RecordType:
        of_this = iter([wire for question, wire in broken if question.type is type])
        server.crooked[NAME, type.value] = _broken_first(of_this)
    exchanges = Exchanges(Limits(query_seconds=PATIENT, attempts=1, at_once=20))
    asking = (
        exchanges.ask(question, server.address, server.port, Way(recursive=False)) for question, _ in broken
    )
    return await asyncio.gather(*asking)


def _broken_first(wires: Iterator[bytes]) -> Crooked:
    whole = records(f"{NAME} CNAME {HONEST}.")

    def deliver(query: Query) -> Delivery:
        broken = query.message.id.to_bytes(2, "big") + next(wires, b"")[2:]
        if query.over_tcp:
            return Delivery((Piece(framed(broken)),))
        return Delivery((Piece(broken), Piece(whole(query) or b"")))

    return deliver


def _is_honest(heard: Heard) -> bool:
    if isinstance(heard.said, Unknown) or not isinstance(heard.said.answer, Found):
        return False
    return HONEST in (heard.said.answer.alias, *heard.said.answer.values)
