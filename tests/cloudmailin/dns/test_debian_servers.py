"""The same mistakes, read off other servers' packets: NSD and Unbound, where Debian has them installed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dns.dnssec
import dns.name
import dns.rdatatype
import dns.zone
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from dns.dnssectypes import Algorithm

from cloudmailin.dns.diagnosis import Finding, judge
from cloudmailin.dns.records import Purpose
from cloudmailin.dns.resolver import Resolver, Settings
from cloudmailin.dns.zone_view import look
from cloudmailin.simulator.state import State
from tests.cloudmailin.dns.debian_servers import ADDRESS, NSD, UNBOUND, DebianServers, debian_servers
from tests.cloudmailin.dns.mistakes import MISTAKES, Mistake, sets_of
from tests.cloudmailin.dns.test_mistakes import set_up
from tests.simulator_process import SimulatorProcess

pytestmark = pytest.mark.skipif(not (NSD and UNBOUND), reason="nsd and unbound are not installed")

BOGUS, SIGNED = "bogus.test", "signed.test"


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DebianServers]:
    """With every mistake's zone as the simulator keeps it, and two signed ones, of which one's time is over."""
    folder = tmp_path_factory.mktemp("debian-servers")
    process = SimulatorProcess(folder / "simulator.json")
    process.start()
    try:
        for number, mistake in enumerate(MISTAKES):
            set_up(process, f"debian{number}.test", mistake)
        for name in (BOGUS, SIGNED):
            set_up(process, name, MISTAKES[0])
    finally:
        process.stop()
    zones, trust = [], []
    for zone in _zones(folder / "simulator.json"):
        assert zone.origin
        if zone.origin.to_text() in (f"{BOGUS}.", f"{SIGNED}."):
            trust.append(_sign(zone, is_over=zone.origin.to_text() == f"{BOGUS}."))
        zones.append(zone)
    with debian_servers(folder, zones, trust) as running:
        yield running


def _zones(kept: Path) -> Iterator[dns.zone.Zone]:
    """The customers' and the world's."""
    state = State(kept)
    yield from state.zones.customers()
    for name in ("test.", "dns-host.test.", "cloudmailin.net.", "cloudmta.net."):
        zone = state.zones.find(dns.name.from_text(name))
        assert zone
        yield zone


def _sign(zone: dns.zone.Zone, *, is_over: bool) -> str:
    """Its key as a record. Signatures hold for a day, or ended longer ago than a resolver forgives."""
    private = ec.generate_private_key(ec.SECP256R1())
    public = dns.dnssec.make_dnskey(private.public_key(), Algorithm.ECDSAP256SHA256, flags=257)
    now = datetime.now(UTC)
    end = now + timedelta(days=-10 if is_over else 1)
    with zone.writer() as changes:
        dns.dnssec.sign_zone(
            zone,
            changes,
            keys=[(private, public)],
            inception=now - timedelta(days=30),
            expiration=end,
            deterministic=False,
        )
    return f"{zone.origin} DNSKEY {public.to_text()}"


async def judged(servers: DebianServers, domain: str, purpose: Purpose) -> Finding:
    resolver = Resolver(
        Settings(
            resolvers=[(ADDRESS, servers.recursive)],
            authoritative_port=servers.authoritative,
            allow_private=True,
            query_seconds=5.0,
        )
    )
    sets = sets_of(domain)
    return judge(sets[purpose], await look(list(sets.values()), resolver, domain))


async def test_each_mistake_gets_the_same_name(servers: DebianServers) -> None:
    async def found(number: int, mistake: Mistake) -> str:
        domain = mistake.domain.format(Z=f"debian{number}.test")
        return (await judged(servers, domain, mistake.purpose)).code

    codes = await asyncio.gather(*(found(number, each) for number, each in enumerate(MISTAKES)))
    wrong = {
        each.what: (each.code, code) for each, code in zip(MISTAKES, codes, strict=True) if each.code != code
    }
    assert wrong == {}
    assert len(set(codes)) >= 60


async def test_signatures_that_are_over_are_told_from_a_missing_record(servers: DebianServers) -> None:
    assert (await judged(servers, f"mail.{BOGUS}", Purpose.OWNERSHIP)).code == "dnssec_bogus"
    assert (await judged(servers, f"mail.{SIGNED}", Purpose.OWNERSHIP)).code == "token_right"
