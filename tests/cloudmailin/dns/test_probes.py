"""The second step of a look: when it is taken, and that it changes no verdict."""

from __future__ import annotations

import pytest

from cloudmailin.dns.answers import Question, RecordType
from cloudmailin.dns.causes.distance import is_close
from cloudmailin.dns.diagnosis import FindingStatus, judge
from cloudmailin.dns.probes import doubled_in_sub_zone, nobody, without_subdomain
from cloudmailin.dns.records import MX_ALIAS, MX_HOSTS, Purpose
from cloudmailin.dns.zone_view import deciding, look
from tests.cloudmailin.dns.conftest import Network
from tests.cloudmailin.dns.looks import DOMAIN, NAMES, SELECTOR, TOKEN, ZONE, record_sets
from tests.cloudmailin.dns.scripted_server import nodata, records, silence

SETS = record_sets()
NOBODY = nobody(ZONE)
TARGET = f"{SELECTOR}.dkim.clients.cloudmta.net"


@pytest.fixture
def network(network: Network) -> Network:
    """With an empty zone on one name server."""
    network.ns[0].otherwise = nodata(ZONE)
    network.has_zone(ZONE, network.ns[0])
    network.recursive.on(DOMAIN, "SOA", nodata(ZONE))
    return network


async def asked(network: Network, purpose: Purpose) -> set[Question]:
    """What a look at one set asks the zone's server."""
    await look([SETS[purpose]], network.resolver, DOMAIN)
    return {Question(name, RecordType(kind)) for name, kind in network.ns[0].asked}


PUBLISHED = {
    "a token": (Purpose.OWNERSHIP, f"northwind.{DOMAIN} TXT domain-verification={TOKEN}"),
    "MX": (Purpose.MX, f"{DOMAIN} MX 10 {MX_HOSTS[0]}."),
    "MX by alias": (Purpose.MX, f"{DOMAIN} CNAME {MX_ALIAS}."),
    "a return path": (Purpose.RETURN_PATH, f"{NAMES.mta_domain} CNAME {NAMES.required_cname}."),
    "DKIM": (Purpose.DKIM, f"{NAMES.dkim_domain} CNAME {TARGET}."),
    "DKIM above": (Purpose.DKIM, f"{SELECTOR}._domainkey.{ZONE} CNAME {TARGET}."),
    "a policy": (Purpose.DMARC, f'_dmarc.{DOMAIN} TXT "v=DMARC1; p=none"'),
}


@pytest.mark.parametrize("what", PUBLISHED)
async def test_nothing_further_is_asked_once_the_record_stands(network: Network, what: str) -> None:
    purpose, record = PUBLISHED[what]
    name, kind, _ = record.split(" ", 2)
    for each in (kind, "TXT", "MX") if kind == "CNAME" else (kind,):
        network.ns[0].on(name, each, records(record))
    assert NOBODY not in {question.name for question in await asked(network, purpose)}


@pytest.mark.parametrize("purpose", Purpose)
async def test_more_is_asked_while_the_record_is_missing(network: Network, purpose: Purpose) -> None:
    assert NOBODY in {question.name for question in await asked(network, purpose)}


@pytest.mark.parametrize("purpose", Purpose)
async def test_unanswered_probes_leave_a_missing_record_missing(network: Network, purpose: Purpose) -> None:
    network.ns[0].otherwise = silence
    for question in deciding(SETS[purpose]):
        network.ns[0].on(question.name, question.type.value, nodata(ZONE))
    view = await look([SETS[purpose]], network.hasty_resolver, DOMAIN)
    assert judge(SETS[purpose], view).status is FindingStatus.MISSING


async def test_nothing_further_is_asked_of_a_server_that_is_silent(network: Network) -> None:
    network.ns[0].otherwise = silence
    await look([SETS[Purpose.MX]], network.hasty_resolver, DOMAIN)
    assert {name for name, _ in network.ns[0].asked} == {DOMAIN}


def test_names_are_doubled_for_each_domain_above_a_sub_zone() -> None:
    found = doubled_in_sub_zone("mta.a.b.shop.test", "a.b.shop.test")
    assert found == ("mta.a.a.b.shop.test", "mta.a.b.a.b.shop.test")
    assert doubled_in_sub_zone("mta.shop.test", "shop.test") == ()


def test_subdomains_are_left_out_as_far_up_as_the_zone_goes() -> None:
    assert without_subdomain("mta.a.b.shop.test", "a.b.shop.test", "b.shop.test") == ("mta.b.shop.test",)
    assert without_subdomain("a.shop.test", "a.shop.test", "shop.test") == ()


@pytest.mark.parametrize(
    ("typed", "close"),
    [
        ("client1", False),
        ("cleint1", True),
        ("client", True),
        ("cliient11", True),
        ("cl1ent2", True),
        ("tneilc1", False),
        ("server9", False),
    ],
)
def test_two_slips_of_the_finger_are_close(typed: str, close: bool) -> None:
    assert is_close(typed, "client1") is close
