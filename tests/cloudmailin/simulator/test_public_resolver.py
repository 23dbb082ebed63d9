"""The public resolver: what it was told holds until its time to live is over."""

from __future__ import annotations

import time

import dns.flags
import dns.message
import dns.name
import dns.rcode
import pytest

from cloudmailin.simulator import zones
from cloudmailin.simulator.journal import QueryLog
from cloudmailin.simulator.public_resolver import PublicResolver
from cloudmailin.simulator.records import parse
from cloudmailin.simulator.zones import Zones

SHOP = dns.name.from_text("shop.test.")


class World:
    def __init__(self) -> None:
        self.zones = Zones()
        self.zone = self.zones.create(SHOP)
        self.resolver = PublicResolver(self.zones, QueryLog())

    def publish(self, name: str, value: str, ttl: int = 60) -> None:
        zones.add(self.zone, parse(name, "TXT", value, ttl, zone=SHOP))

    def withdraw(self, name: str, value: str, ttl: int = 60) -> None:
        zones.remove(self.zone, parse(name, "TXT", value, ttl, zone=SHOP))

    def ask(self, name: str, type: str = "TXT") -> dns.message.Message:
        query = dns.message.make_query(name, type, use_edns=0)
        said = self.resolver.reply(query.to_wire(), "udp")
        assert said
        message = dns.message.from_wire(said)
        assert message.id == query.id
        return message


@pytest.fixture
def world() -> World:
    return World()


def test_it_looks_up_for_others_and_has_authority_over_nothing(world: World) -> None:
    world.publish("a", "one")
    said = world.ask("a.shop.test")
    assert '"one"' in said.answer[0].to_text()
    assert said.flags & dns.flags.RA
    assert not said.flags & dns.flags.AA


def test_an_absent_name_stays_absent_for_every_type_and_another_one_does_not(world: World) -> None:
    assert world.ask("b.shop.test", "MX").rcode() == dns.rcode.NXDOMAIN
    world.publish("b", "too late")
    world.publish("c", "in time")
    again = world.ask("b.shop.test", "TXT")
    assert again.rcode() == dns.rcode.NXDOMAIN
    assert 0 < again.authority[0].ttl <= 60
    assert world.ask("c.shop.test").answer


def test_an_absent_type_says_nothing_of_others(world: World) -> None:
    world.publish("d", "text")
    assert not world.ask("d.shop.test", "MX").answer
    assert world.ask("d.shop.test").answer


def test_what_is_remembered_grows_old_and_is_forgotten(world: World) -> None:
    world.publish("e", "old", ttl=1)
    world.publish("f", "long", ttl=60)
    world.ask("e.shop.test")
    world.ask("f.shop.test")
    world.withdraw("e", "old", ttl=1)
    world.publish("e", "new", ttl=1)
    assert "old" in world.ask("e.shop.test").answer[0].to_text()
    time.sleep(1.1)
    assert "new" in world.ask("e.shop.test").answer[0].to_text()
    assert world.ask("f.shop.test").answer[0].ttl == 59


@pytest.mark.parametrize("packet", [b"", b"\0" * 12, b"\xff" * 40])
def test_what_is_no_question_does_it_no_harm(world: World, packet: bytes) -> None:
    world.resolver.reply(packet, "udp")
    assert world.ask("www.shop.test", "A").answer
