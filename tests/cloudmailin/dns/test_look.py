"""One look at a domain over real packets: which questions it asks, and what the findings say in the end."""

from __future__ import annotations

from dataclasses import replace

import dns.rcode
import pytest

from cloudmailin.dns.answers import Found, Unknown, UnknownReason
from cloudmailin.dns.diagnosis import Finding, FindingStatus, judge
from cloudmailin.dns.records import MX_HOSTS, Purpose
from cloudmailin.dns.resolver import Resolver
from cloudmailin.dns.zone_view import ZoneView, look, parent_dkim_names
from tenants.names import DomainName
from tests.cloudmailin.dns.conftest import Network
from tests.cloudmailin.dns.looks import DOMAIN, NAMES, SELECTOR, TOKEN, ZONE, record_sets
from tests.cloudmailin.dns.scripted_server import (
    NEGATIVE_TTL,
    TTL,
    Behaviour,
    ScriptedServer,
    fails_with,
    nodata,
    nxdomain,
    records,
    silence,
)

OK, MISSING, UNKNOWN = FindingStatus.OK, FindingStatus.MISSING, FindingStatus.UNKNOWN

SETS = record_sets()
POLICY = f"_dmarc.{DOMAIN}"
VENDOR = "shop.dmarc.example"
PARENT_DKIM = f"{SELECTOR}._domainkey.{ZONE}"
DKIM_TARGET = f"{SELECTOR}.dkim.clients.cloudmta.net."


@pytest.fixture
def network(network: Network) -> Network:
    """With an empty zone on two name servers."""
    for server in network.ns[:2]:
        server.otherwise = nodata(ZONE)
    network.has_zone(ZONE, *network.ns[:2])
    network.recursive.on(DOMAIN, "SOA", nodata(ZONE))
    return network


def publish(network: Network, name: str, kind: str, *values: str) -> None:
    for server in network.ns[:2]:
        _put(server, name, kind, records(*(f"{name} {kind} {value}" for value in values)))


def _put(server: ScriptedServer, name: str, kind: str, behaviour: Behaviour) -> None:
    """An alias is the answer to every question about its name."""
    for asked in (kind, "TXT", "MX") if kind == "CNAME" else (kind,):
        server.on(name, asked, behaviour)


async def seen(resolver: Resolver) -> ZoneView:
    return await look(list(SETS.values()), resolver, DOMAIN)


def statuses(view: ZoneView) -> dict[str, FindingStatus]:
    return {purpose.value: judge(each, view).status for purpose, each in SETS.items()}


async def test_it_finds_everything_that_is_published(network: Network) -> None:
    publish(network, f"northwind.{DOMAIN}", "TXT", f"domain-verification={TOKEN}")
    publish(network, DOMAIN, "MX", *(f"10 {host}." for host in MX_HOSTS))
    publish(network, NAMES.mta_domain, "CNAME", f"{NAMES.required_cname}.")
    publish(network, NAMES.dkim_domain, "CNAME", DKIM_TARGET)
    publish(network, POLICY, "TXT", '"v=DMARC1; p=none"')
    view = await seen(network.resolver)
    assert view.zone
    assert view.zone.apex == ZONE
    assert set(statuses(view).values()) == {OK}


async def test_it_finds_nothing_in_an_empty_zone(network: Network) -> None:
    assert set(statuses(await seen(network.resolver)).values()) == {MISSING}


async def test_it_finds_an_aliass_target_under_the_wrong_type(network: Network) -> None:
    publish(network, NAMES.mta_domain, "TXT", NAMES.required_cname)
    publish(network, NAMES.dkim_domain, "TXT", DKIM_TARGET)
    view = await seen(network.resolver)
    for purpose in (Purpose.RETURN_PATH, Purpose.DKIM):
        assert judge(SETS[purpose], view).code == "text_instead_of_alias"


async def test_it_asks_every_server_each_question_once(network: Network) -> None:
    await seen(network.resolver)
    first, second = (server.asked for server in network.ns[:2])
    assert sorted(first) == sorted(second)
    assert len(set(first)) == len(first)


async def test_it_knows_nothing_when_the_zone_is_not_found(network: Network) -> None:
    network.recursive.on(DOMAIN, "SOA", silence)
    view = await seen(network.hasty_resolver)
    assert view.zone is None
    assert set(view.answers.values()) == {Unknown(UnknownReason.TIMEOUT)}
    assert set(statuses(view).values()) == {UNKNOWN}


async def test_it_knows_nothing_when_no_server_answers(network: Network) -> None:
    for server in network.ns[:2]:
        server.otherwise = fails_with(dns.rcode.SERVFAIL)
    assert set(statuses(await seen(network.resolver)).values()) == {UNKNOWN}


@pytest.mark.parametrize(
    ("vendor", "status"),
    [
        (records(f'{VENDOR} TXT "v=DMARC1; p=reject"'), OK),
        (nxdomain("dmarc.example"), MISSING),
        (fails_with(dns.rcode.SERVFAIL), UNKNOWN),
    ],
)
async def test_it_follows_an_alias_to_a_vendors_policy(
    network: Network, vendor: Behaviour, status: FindingStatus
) -> None:
    publish(network, POLICY, "CNAME", f"{VENDOR}.")
    network.recursive.on(VENDOR, "TXT", vendor)
    assert judge(SETS[Purpose.DMARC], await seen(network.resolver)).status is status


async def test_it_follows_no_other_alias(network: Network) -> None:
    publish(network, f"northwind.{DOMAIN}", "CNAME", f"{VENDOR}.")
    network.recursive.on(VENDOR, "TXT", records(f'{VENDOR} TXT "domain-verification={TOKEN}"'))
    assert judge(SETS[Purpose.OWNERSHIP], await seen(network.resolver)).code == "token_behind_alias"
    assert (VENDOR, "TXT") not in network.recursive.asked


async def test_it_finds_dkim_on_the_parent_of_a_domain_with_a_zone_of_its_own(network: Network) -> None:
    own = network.ns[2]
    own.otherwise = nodata(DOMAIN)
    network.has_zone(DOMAIN, own)
    network.recursive.on(PARENT_DKIM, "SOA", nodata(ZONE))
    assert statuses(await seen(network.resolver))["dkim"] is MISSING
    publish(network, PARENT_DKIM, "CNAME", DKIM_TARGET)
    assert statuses(await seen(network.resolver))["dkim"] is OK
    network.recursive.on(PARENT_DKIM, "SOA", fails_with(dns.rcode.SERVFAIL))
    assert statuses(await seen(network.resolver))["dkim"] is UNKNOWN


@pytest.mark.parametrize(
    ("domain", "above"),
    [
        ("mail.shop.test", ("s._domainkey.shop.test",)),
        ("a.mail.shop.co.uk", ("s._domainkey.mail.shop.co.uk",)),
        ("shop.test", ()),
        ("shop.co.uk", ()),
        ("shop.github.io", ()),
    ],
)
def test_the_parents_dkim_counts_up_to_what_can_be_registered(domain: str, above: tuple[str, ...]) -> None:
    names = replace(NAMES, domain=DomainName(domain), dkim_domain=f"s._domainkey.{domain}")
    sets = record_sets(names)
    assert parent_dkim_names(sets[Purpose.DKIM]) == above


def publish_token(network: Network) -> None:
    record = SETS[Purpose.OWNERSHIP].records[0]
    publish(network, record.name, "TXT", f'"{record.value}"')


class TestVisibility:
    """Published is what the zone's servers say; visible is what a public resolver says."""

    TOKEN_SET = SETS[Purpose.OWNERSHIP]

    async def judged(self, network: Network, *, is_news: bool = True) -> Finding:
        view = await look([self.TOKEN_SET], network.resolver, DOMAIN, is_news=is_news)
        return judge(self.TOKEN_SET, view)

    async def test_a_cached_absence_hides_it_for_as_long_as_it_is_cached(self, network: Network) -> None:
        publish_token(network)
        network.recursive.on(self.TOKEN_SET.records[0].name, "TXT", nxdomain(ZONE))
        finding = await self.judged(network)
        assert (finding.status, finding.hidden_seconds) == (OK, NEGATIVE_TTL)

    async def test_an_old_value_hides_it_for_as_long_as_it_is_cached(self, network: Network) -> None:
        publish_token(network)
        name = self.TOKEN_SET.records[0].name
        network.recursive.on(name, "TXT", records(f'{name} TXT "domain-verification=old"'))
        assert (await self.judged(network)).hidden_seconds == TTL

    async def test_it_is_visible_once_a_public_resolver_has_it(self, network: Network) -> None:
        publish_token(network)
        record = self.TOKEN_SET.records[0]
        network.recursive.on(record.name, "TXT", records(f'{record.name} TXT "{record.value}"'))
        assert (await self.judged(network)).hidden_seconds == 0

    async def test_a_resolver_in_trouble_says_nothing_of_it(self, network: Network) -> None:
        publish_token(network)
        finding = await self.judged(network)
        assert (finding.status, finding.hidden_seconds) == (OK, None)

    async def test_nobody_is_asked_what_is_no_news(self, network: Network) -> None:
        publish_token(network)
        assert (await self.judged(network, is_news=False)).hidden_seconds is None
        assert (self.TOKEN_SET.records[0].name, "TXT") not in network.recursive.asked

    async def test_nobody_is_asked_what_is_not_published(self, network: Network) -> None:
        assert (await self.judged(network)).status is MISSING
        assert (self.TOKEN_SET.records[0].name, "TXT") not in network.recursive.asked


class TestClosedPort:
    """Where no server of the zone can be reached, a public resolver is asked, and the finding says so."""

    async def test_the_public_answer_counts(self, network: Network) -> None:
        record = SETS[Purpose.OWNERSHIP].records[0]
        for server in network.ns:
            server.otherwise = silence
        network.recursive.otherwise = nodata(ZONE)
        network.recursive.on(record.name, "TXT", records(f'{record.name} TXT "{record.value}"'))
        view = await look(list(SETS.values()), network.hasty_resolver, DOMAIN)
        found = {each: judge(SETS[each], view) for each in (Purpose.OWNERSHIP, Purpose.MX)}
        assert [finding.status for finding in found.values()] == [OK, MISSING]
        assert all(finding.is_indirect for finding in found.values())

    async def test_nothing_is_known_where_the_public_resolver_fails_too(self, network: Network) -> None:
        for server in network.ns:
            server.otherwise = silence
        view = await look(list(SETS.values()), network.hasty_resolver, DOMAIN)
        assert {judge(each, view).status for each in SETS.values()} == {UNKNOWN}

    async def test_one_server_that_answers_is_enough_to_ask_nobody_else(self, network: Network) -> None:
        network.ns[1].otherwise = silence
        view = await look(list(SETS.values()), network.hasty_resolver, DOMAIN)
        assert not view.is_indirect


class TestTranscript:
    async def test_it_says_who_was_asked_what_and_what_came_back(self, network: Network) -> None:
        publish_token(network)
        record = SETS[Purpose.OWNERSHIP].records[0]
        view = await look([SETS[Purpose.OWNERSHIP]], network.resolver, DOMAIN, is_news=False)
        told = judge(SETS[Purpose.OWNERSHIP], view).exchanges
        assert {each.address for each in told} == {server.address for server in network.ns[:2]}
        assert {(each.question.name, each.over, each.said) for each in told} == {
            (record.name, "udp", "records")
        }
        assert all(each.answer == Found((record.value,), TTL) and each.server for each in told)

    async def test_each_set_has_its_own_with_the_second_look(self, network: Network) -> None:
        view = await look(list(SETS.values()), network.resolver, DOMAIN)
        told = judge(SETS[Purpose.MX], view).exchanges
        assert {each.said for each in told} == {"nodata"}
        names = {each.question.name for each in told}
        assert DOMAIN in names
        assert f"{DOMAIN}.{ZONE}" in names
        assert POLICY not in names

    async def test_it_tells_of_the_walk_where_that_failed(self, network: Network) -> None:
        network.recursive.on(DOMAIN, "SOA", fails_with(dns.rcode.REFUSED))
        view = await look(list(SETS.values()), network.resolver, DOMAIN)
        (told,) = judge(SETS[Purpose.MX], view).exchanges
        assert (told.question.name, told.server, told.said) == (DOMAIN, "", "refused")


async def test_what_takes_too_long_is_unknown_and_the_rest_is_not(network: Network) -> None:
    publish_token(network)
    for server in network.ns:
        server.on(DOMAIN, "MX", silence)
    view = await look(list(SETS.values()), network.resolver, DOMAIN, seconds=2.0)
    assert judge(SETS[Purpose.OWNERSHIP], view).status is OK
    assert judge(SETS[Purpose.MX], view).status is UNKNOWN
