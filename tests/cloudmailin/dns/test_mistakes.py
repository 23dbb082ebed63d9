"""Every mistake of the table in a real zone of its own, told from what the name server answers over real packets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count

import dns.flags
import dns.rcode
import pytest

from cloudmailin.dns.causes import CAUSES, CODES, Cause
from cloudmailin.dns.causes.delegation import in_sub_zone, not_registered
from cloudmailin.dns.causes.dkim_key_cut import dkim_key_cut
from cloudmailin.dns.causes.dkim_not_readable import dkim_not_readable
from cloudmailin.dns.causes.dkim_wrong_key import dkim_wrong_key
from cloudmailin.dns.causes.dmarc_invalid import dmarc_invalid
from cloudmailin.dns.causes.dmarc_right import dmarc_right
from cloudmailin.dns.causes.in_the_way import in_the_way
from cloudmailin.dns.causes.missing import missing
from cloudmailin.dns.causes.mx_foreign import mx_foreign
from cloudmailin.dns.causes.mx_right import mx_right
from cloudmailin.dns.causes.token_behind_alias import token_behind_alias
from cloudmailin.dns.causes.token_near import token_near
from cloudmailin.dns.causes.token_other import token_other
from cloudmailin.dns.causes.wrong_target import wrong_target
from cloudmailin.dns.diagnosis import Finding, FindingStatus, judge
from cloudmailin.dns.records import Purpose
from cloudmailin.dns.resolver import Resolver, Settings
from cloudmailin.dns.zone_view import look
from portal import words
from tests.cloudmailin.dns.conftest import Network
from tests.cloudmailin.dns.mistakes import MISTAKES, Mistake, fields, sets_of
from tests.cloudmailin.dns.scripted_server import Behaviour, fails_with, nodata, records, silence, soa
from tests.cloudmailin.dns.test_comparison import assert_shows_what_differs
from tests.simulator_process import SimulatorProcess

BROAD = frozenset(
    {missing, in_sub_zone, not_registered, wrong_target, mx_foreign, mx_right, in_the_way, dkim_not_readable}
    | {token_near, token_other, token_behind_alias, dkim_wrong_key, dmarc_right, dmarc_invalid}
)
"""What explains anything that no closer cause has explained before."""

BESIDE: Mapping[str, Cause] = {"dkim_split_in_two": dkim_key_cut}
"""Two closer causes that may both be true; the order decides."""

_numbers = count(1)


@pytest.fixture
def zone() -> str:
    return f"mistake{next(_numbers)}.test"


def a_resolver(simulator: SimulatorProcess) -> Resolver:
    return Resolver(
        Settings(
            resolvers=[("127.0.0.1", simulator.dns_port)],
            authoritative_port=simulator.dns_port,
            allow_private=True,
            query_seconds=5.0,
            attempts=1,
        )
    )


def set_up(simulator: SimulatorProcess, zone: str, mistake: Mistake) -> dict[str, str]:
    """The zones and records of the mistake; what its texts' fields stand for."""
    domain = mistake.domain.format(Z=zone)
    known = fields(zone, sets_of(domain)[mistake.purpose])
    if mistake.registered:
        simulator.create_zone(zone)
    if mistake.sub_zone:
        simulator.create_zone(domain)
    for record in mistake.records:
        name, _, rest = record.format(**known).partition(" ")
        if name == "zone":
            simulator.create_zone(rest)
        else:
            type_, _, value = rest.partition(" ")
            simulator.publish(domain if mistake.sub_zone else zone, name, type_, value)
    return known


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: f"{each.purpose}-{each.code}-{each.what}")
async def test_the_mistake_gets_its_name_and_its_advice(
    simulator: SimulatorProcess, zone: str, mistake: Mistake
) -> None:
    known = set_up(simulator, zone, mistake)
    sets = sets_of(known["D"])
    view = await look(list(sets.values()), a_resolver(simulator), known["D"])
    finding = judge(sets[mistake.purpose], view)
    assert finding.code == mistake.code, (finding, view)
    said = words.FINDINGS[finding.code].filled(finding.detail)
    text = f"{said.title} {said.sentence} {said.advice}"
    for piece in mistake.says:
        assert piece.format(**known) in text
    if finding.status in (FindingStatus.WRONG, FindingStatus.CONFLICTING):
        assert_shows_what_differs(finding, sets[mistake.purpose])
    closer = [cause for cause in CAUSES[mistake.purpose] if cause not in BROAD]
    fitting = [cause for cause in closer if cause(sets[mistake.purpose], view)]
    assert set(fitting[1:]) <= {BESIDE.get(finding.code)}


async def judged_at(network: Network, resolver: Resolver | None = None) -> Finding:
    """The MX set of a domain whose name servers a test has spoiled."""
    sets = sets_of("mail.shop.test")
    view = await look(list(sets.values()), resolver or network.resolver, "mail.shop.test")
    return judge(sets[Purpose.MX], view)


Spoil = Callable[[Network], None]


def everywhere(behaviour: Behaviour) -> Spoil:
    def spoil(network: Network) -> None:
        for server in network.ns[:2]:
            server.otherwise = behaviour

    return spoil


def one_has_another(network: Network) -> None:
    network.ns[0].on("mail.shop.test", "MX", records("mail.shop.test MX 10 client1.cloudmailin.net."))


def the_zone_fails(network: Network) -> None:
    for name in ("mail.shop.test", "shop.test"):
        network.recursive.on(name, "SOA", fails_with(dns.rcode.SERVFAIL))


def the_signatures_are_wrong(network: Network) -> None:
    """A validating resolver: it answers only who wants to check for himself."""
    for name, behaviour in (
        ("mail.shop.test", nodata("shop.test")),
        ("shop.test", records(soa("shop.test"))),
    ):
        network.recursive.on(name, "SOA", only_unchecked(behaviour))


def only_unchecked(behaviour: Behaviour) -> Behaviour:
    fails = fails_with(dns.rcode.SERVFAIL)
    return lambda query: (behaviour if query.message.flags & dns.flags.CD else fails)(query)


def the_zone_is_silent(network: Network) -> None:
    network.recursive.on("mail.shop.test", "SOA", silence)


def the_domain_is_held(network: Network) -> None:
    server = "ns1.verification-hold.suspended-domain.com"
    network.recursive.on("shop.test", "NS", records(f"shop.test NS {server}."))
    network.recursive.on(server, "A", records(f"{server} A {network.ns[0].address}"))


def nothing(_: Network) -> None:
    return None


OF_SERVERS: Mapping[str, tuple[Spoil, FindingStatus]] = {
    "servers_disagree": (one_has_another, FindingStatus.UNKNOWN),
    "servers_lame": (everywhere(records(lame=True)), FindingStatus.UNKNOWN),
    "servers_refuse": (everywhere(fails_with(dns.rcode.REFUSED)), FindingStatus.UNKNOWN),
    "servers_fail": (everywhere(fails_with(dns.rcode.SERVFAIL)), FindingStatus.UNKNOWN),
    "servers_private": (nothing, FindingStatus.UNKNOWN),
    "zone_fails": (the_zone_fails, FindingStatus.UNKNOWN),
    "dnssec_bogus": (the_signatures_are_wrong, FindingStatus.UNKNOWN),
    "unanswered": (the_zone_is_silent, FindingStatus.UNKNOWN),
    "on_hold": (the_domain_is_held, FindingStatus.MISSING),
}


@pytest.mark.parametrize("code", OF_SERVERS)
async def test_trouble_with_the_name_servers_gets_its_name(network: Network, code: str) -> None:
    for server in network.ns:
        server.otherwise = nodata("shop.test")
    network.has_zone("shop.test", *network.ns[:2])
    network.recursive.on("mail.shop.test", "SOA", nodata("shop.test"))
    spoil, status = OF_SERVERS[code]
    spoil(network)
    resolver = network.hasty_resolver if code == "unanswered" else network.resolver
    if code == "servers_private":
        resolver = Resolver(replace(network.settings, allow_private=False))
    finding = await judged_at(network, resolver)
    assert (finding.code, finding.status) == (code, status)
    said = words.FINDINGS[code].filled(finding.detail)
    assert ("ns" in said.sentence + said.advice) or code in (
        "unanswered",
        "servers_private",
        "zone_fails",
        "dnssec_bogus",
    )


def test_every_code_has_a_mistake_that_shows_it() -> None:
    shown = (
        {mistake.code for mistake in MISTAKES} | set(OF_SERVERS) | {"own_name_unready"}
    )  # test_own_names.py
    assert shown == set().union(*CODES.values())


def test_there_are_words_for_every_code() -> None:
    codes = set().union(*CODES.values())
    assert codes == set(words.FINDINGS)
    assert all(len(code) <= 40 for code in codes)
