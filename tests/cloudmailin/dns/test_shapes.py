"""Every shape of answer over real packets, for every record: from the name server's bytes to the finding.

What is unknown must never look missing or wrong: that would disable customers in an outage.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from itertools import chain

import pytest

from cloudmailin.dns.answers import UnknownReason
from cloudmailin.dns.diagnosis import Finding, FindingStatus, judge
from cloudmailin.dns.records import Purpose
from cloudmailin.dns.resolver import Resolver
from cloudmailin.dns.zone_view import look
from tests.cloudmailin.dns.conftest import Network, open_network
from tests.cloudmailin.dns.crooked_server import Crooked, CrookedServer, honest
from tests.cloudmailin.dns.scripted_server import Behaviour, ScriptedServer, nodata
from tests.cloudmailin.dns.shapes import PATIENT, SHAPES, Expected, Shape
from tests.cloudmailin.dns.subjects import Subject, subjects

LOOKS, QUESTIONS = 20, 6
"""So many looks at a time, with so many questions each: few enough that no socket's buffer overflows."""

WAITING = 100
"""So many more where a time-out is waited for."""

Seen = Mapping[tuple[str, Purpose], Finding]


@pytest.fixture(scope="module")
def seen() -> Seen:
    return asyncio.run(_look_at_all())


async def _look_at_all() -> Seen:
    room, waiting_room = asyncio.Semaphore(LOOKS), asyncio.Semaphore(WAITING)

    async with AsyncExitStack() as stack:
        network = await open_network(stack, CrookedServer)
        cases = [
            (name, subject)
            for number, name in enumerate(SHAPES)
            for subject in subjects(f"shape-{number}.test")
        ]
        for name, subject in cases:
            _publish(network, SHAPES[name], subject)

        async def found(name: str, subject: Subject) -> Finding:
            async with waiting_room if SHAPES[name].seconds < PATIENT else room:
                return await _found(network, SHAPES[name], subject)

        findings = await asyncio.gather(*(found(*case) for case in cases))
    return {
        (name, subject.purpose): finding for (name, subject), finding in zip(cases, findings, strict=True)
    }


def _publish(network: Network, shape: Shape, subject: Subject) -> None:
    """The rest of the zone is empty. A public resolver hears what the first server says, or says `beyond` to all."""
    servers = network.ns[: len(shape.servers)]
    network.has_zone(subject.zone, *servers)
    network.recursive.on(subject.record_set.domain, "SOA", nodata(subject.zone))
    for server, make in zip(servers, shape.servers, strict=True):
        _serve(server, subject, make(subject), nodata(subject.zone))
    said = honest(shape.beyond) if shape.beyond else shape.servers[0](subject)
    _serve(network.recursive, subject, said, shape.beyond or nodata(subject.zone))
    network.recursive.otherwise = nodata("test")


def _serve(server: ScriptedServer, subject: Subject, crooked: Crooked, rest: Behaviour) -> None:
    assert isinstance(server, CrookedServer)
    server.zones[subject.zone] = rest
    for type in subject.asked:
        server.crooked[subject.name, type.value] = crooked


async def _found(network: Network, shape: Shape, subject: Subject) -> Finding:
    """With a resolver of its own, as nothing of the other shapes may be remembered."""
    settings = replace(
        network.settings,
        query_seconds=shape.seconds,
        attempts=shape.attempts,
        check_seconds=60.0,
        at_once=QUESTIONS,
    )
    view = await look([subject.record_set], Resolver(settings), subject.record_set.domain)
    return judge(subject.record_set, view)


def _outcome(finding: Finding) -> Expected:
    if finding.status is FindingStatus.UNKNOWN:
        return UnknownReason(finding.detail["reason"])
    return finding.status


@pytest.mark.parametrize("name", SHAPES)
def test_each_shape_says_what_it_says_of_each_record(seen: Seen, name: str) -> None:
    outcomes = {purpose: _outcome(seen[name, purpose]) for purpose in Purpose}
    assert outcomes == SHAPES[name].expected


def test_what_is_unknown_never_looks_missing_or_wrong(seen: Seen) -> None:
    unknown = [
        finding
        for (name, purpose), finding in seen.items()
        if isinstance(SHAPES[name].expected[purpose], UnknownReason)
    ]
    assert len(unknown) > 300
    assert {finding.status for finding in unknown} == {FindingStatus.UNKNOWN}


def test_the_table_is_whole(seen: Seen) -> None:
    assert len(SHAPES) >= 60
    assert len(seen) == len(SHAPES) * len(Purpose)
    expected = set(chain.from_iterable(shape.expected.values() for shape in SHAPES.values()))
    of_the_zone = {UnknownReason.UNREACHABLE, UnknownReason.NO_SERVERS, UnknownReason.PRIVATE_SERVER}
    assert set(UnknownReason) - expected <= of_the_zone | {"bogus"}
