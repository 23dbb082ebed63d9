"""Every way in which a name server can answer, or not, and what is known after it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import dns.flags
import dns.rcode
import pytest

from cloudmailin.dns.answers import (
    Absent,
    AbsentKind,
    Answer,
    Found,
    Question,
    RecordType,
    Unknown,
    UnknownReason,
)
from cloudmailin.dns.resolver import Resolver
from cloudmailin.dns.zone_view import Server, Zone
from tests.cloudmailin.dns.conftest import Network
from tests.cloudmailin.dns.scripted_server import (
    NEGATIVE_TTL,
    TTL,
    Behaviour,
    Query,
    ScriptedServer,
    altered,
    fails_with,
    nodata,
    nxdomain,
    records,
    refers_to,
    sends,
    silence,
    soa,
    truncated,
    upper_case,
    without_edns,
    wrong_id,
    wrong_question,
)

NAME = "www.shop.test"
TEXT = Question(NAME, RecordType.TXT)

HELLO = records(f'{NAME} TXT "hello"')
FOUND_HELLO = Found(("hello",), TTL)
OTHER = records(f'{NAME} TXT "other"')
MANY = [f'{NAME} TXT "record number {number:03}"' for number in range(200)]
LONG = [f'{NAME} TXT "{number:0200}"' for number in range(90)]
LOOP = [f"{NAME} CNAME other.shop.test.", f"other.shop.test CNAME {NAME}."]
CHAIN = [
    f"{NAME} CNAME c0.shop.test.",
    *(f"c{number}.shop.test CNAME c{number + 1}.shop.test." for number in range(20)),
    'c20.shop.test TXT "far away"',
]


def bare_header(query: Query) -> bytes:
    """A format error in twelve bytes, as from servers that stopped reading at the OPT record."""
    return query.message.id.to_bytes(2, "big") + b"\x80\x01" + bytes(8)


def cut_short(whole: Behaviour) -> Behaviour:
    """Over UDP what fits, down to the byte, marked as cut."""

    def behave(query: Query) -> bytes | None:
        wire = whole(query)
        if query.over_tcp or wire is None:
            return wire
        return wire[:2] + bytes([wire[2] | 0x02]) + wire[3:-15]

    return behave


def zone_on(*servers: ScriptedServer) -> Zone:
    return Zone("shop.test", tuple(Server(f"ns.{server.address}", server.address) for server in servers))


async def ask(network: Network, *behaviours: Behaviour, question: Question = TEXT) -> Answer:
    """What the zone's servers say together, one for each behaviour."""
    return await _asked(network.resolver, network, behaviours, question)


async def ask_hastily(network: Network, *behaviours: Behaviour) -> Answer:
    return await _asked(network.hasty_resolver, network, behaviours, TEXT)


async def _asked(
    resolver: Resolver, network: Network, behaviours: tuple[Behaviour, ...], question: Question
) -> Answer:
    servers = network.ns[: len(behaviours)]
    for server, behaviour in zip(servers, behaviours, strict=True):
        server.on(question.name, question.type.value, behaviour)
    return await resolver.published(question, zone_on(*servers))


ANSWERED: dict[str, tuple[Behaviour, Answer]] = {
    "the right answer": (HELLO, FOUND_HELLO),
    "no such name": (nxdomain("shop.test"), Absent(AbsentKind.NXDOMAIN, NEGATIVE_TTL)),
    "no such type": (nodata("shop.test"), Absent(AbsentKind.NODATA, NEGATIVE_TTL)),
    "no such type, and no SOA": (records(), Absent(AbsentKind.NODATA, 0)),
    "records of another name": (records('other.shop.test TXT "x"'), Absent(AbsentKind.NODATA, 0)),
    "server failure": (fails_with(dns.rcode.SERVFAIL), Unknown(UnknownReason.SERVFAIL)),
    "refused": (fails_with(dns.rcode.REFUSED), Unknown(UnknownReason.REFUSED)),
    "not implemented": (fails_with(dns.rcode.NOTIMP), Unknown(UnknownReason.OTHER_RCODE)),
    "format error": (fails_with(dns.rcode.FORMERR), Unknown(UnknownReason.OTHER_RCODE)),
    "EDNS is a format error": (
        without_edns(HELLO, fails_with(dns.rcode.FORMERR)),
        FOUND_HELLO,
    ),
    "EDNS is not implemented": (without_edns(HELLO, fails_with(dns.rcode.NOTIMP)), FOUND_HELLO),
    "a version of EDNS is wanted": (without_edns(HELLO, fails_with(dns.rcode.BADVERS)), FOUND_HELLO),
    "EDNS is a format error, said in a header alone": (without_edns(HELLO, bare_header), FOUND_HELLO),
    "cut, then very long over TCP": (truncated(records(*LONG)), Unknown(UnknownReason.TOO_MUCH)),
    "cut in the middle of a record": (cut_short(HELLO), FOUND_HELLO),
    "an answer without authority": (records(f'{NAME} TXT "x"', lame=True), Unknown(UnknownReason.LAME)),
    "cut, then whole over TCP": (truncated(HELLO), FOUND_HELLO),
    "cut, then absent over TCP": (
        truncated(nxdomain("shop.test")),
        Absent(AbsentKind.NXDOMAIN, NEGATIVE_TTL),
    ),
    "cut, then hung up": (truncated(silence), Unknown(UnknownReason.TRUNCATED)),
    "cut over TCP too": (
        truncated(altered(lambda message: setattr(message, "flags", message.flags | dns.flags.TC), HELLO)),
        Unknown(UnknownReason.TRUNCATED),
    ),
    "cut, then garbage over TCP": (truncated(sends(b"\xff" * 40)), Unknown(UnknownReason.MALFORMED)),
    "cut, then the wrong id over TCP": (
        truncated(altered(wrong_id, HELLO)),
        Unknown(UnknownReason.MALFORMED),
    ),
    "aliases in a circle": (records(*LOOP), Found((), TTL, "other.shop.test")),
    "a chain of 20 aliases": (records(*CHAIN), Found((), TTL, "c0.shop.test")),
    "an alias with its target": (
        records(f"{NAME} CNAME there.shop.test.", 'there.shop.test TXT "x"'),
        Found(("x",), TTL, "there.shop.test"),
    ),
    "an alias that leads elsewhere": (
        records(f"{NAME} CNAME There.Example."),
        Found((), TTL, "there.example"),
    ),
    "200 records": (records(*MANY), Unknown(UnknownReason.TOO_MUCH)),
    "a text of several strings": (
        records(f'{NAME} TXT "{"a" * 255}" "{"b" * 255}" "c"'),
        Found(("a" * 255 + "b" * 255 + "c",), TTL),
    ),
    "several records, in any order": (
        records(f'{NAME} TXT "two"', f'{NAME} TXT "one"'),
        Found(("one", "two"), TTL),
    ),
    "capital letters in names": (altered(upper_case, HELLO), FOUND_HELLO),
    "text that is UTF-8": (records(f'{NAME} TXT "caf\\195\\169"'), Found(("café",), TTL)),
    "text that is no UTF-8": (records(f'{NAME} TXT "caf\\233"'), Found((r"caf\xe9",), TTL)),
    "text with a NUL, which no database takes": (records(f'{NAME} TXT "a\\000b"'), Found((r"a\x00b",), TTL)),
    "an empty text": (records(f'{NAME} TXT ""'), Found(("",), TTL)),
}

NOT_ANSWERED: dict[str, Behaviour] = {
    "silence": silence,
    "an answer with the wrong id": altered(wrong_id, HELLO),
    "an answer to another question": altered(wrong_question, HELLO),
    "garbage": sends(b"\xff" * 40),
    "an empty packet": sends(b""),
}


@pytest.mark.parametrize("case", ANSWERED)
async def test_an_answer_is_read_exactly(network: Network, case: str) -> None:
    behaviour, expected = ANSWERED[case]
    assert await ask(network, behaviour) == expected


@pytest.mark.parametrize("case", NOT_ANSWERED)
async def test_a_packet_that_does_not_fit_the_question_is_no_answer(network: Network, case: str) -> None:
    assert await ask_hastily(network, NOT_ANSWERED[case]) == Unknown(UnknownReason.TIMEOUT)


async def test_a_forged_packet_does_not_keep_the_true_answer_out(network: Network) -> None:
    """The first packet is ignored, and the second attempt is heard."""
    forged = altered(wrong_id, OTHER)
    first = iter([forged, HELLO])
    network.ns[0].on(NAME, "TXT", lambda query: next(first)(query))
    resolver = Resolver(replace(network.settings, query_seconds=1.0, attempts=2))
    assert await resolver.published(TEXT, zone_on(network.ns[0])) == FOUND_HELLO


async def test_a_cut_answer_of_a_server_without_tcp_is_unknown(network: Network) -> None:
    deaf = network.ns[2]
    assert not deaf.tcp
    deaf.on(NAME, "TXT", truncated(HELLO))
    assert await network.resolver.published(TEXT, zone_on(deaf)) == Unknown(UnknownReason.TRUNCATED)


@pytest.mark.parametrize(
    ("type", "record", "value"),
    [
        (RecordType.MX, f"{NAME} MX 10 Client1.CloudMailin.NET.", "10 client1.cloudmailin.net"),
        (RecordType.MX, f"{NAME} MX 0 .", "0 ."),
        (RecordType.CNAME, f"{NAME} CNAME Feedback.Example.", "feedback.example"),
        (RecordType.NS, f"{NAME} NS NS1.Example.", "ns1.example"),
        (RecordType.A, f"{NAME} A 192.0.2.1", "192.0.2.1"),
        (RecordType.AAAA, f"{NAME} AAAA 2001:DB8::1", "2001:db8::1"),
    ],
)
async def test_values_have_one_form(network: Network, type: RecordType, record: str, value: str) -> None:
    answer = await ask(network, records(record), question=Question(NAME, type))
    assert answer == Found((value,), TTL)


class TestSeveralServers:
    async def test_it_takes_the_answer_of_those_that_agree_when_one_is_dead(self, network: Network) -> None:
        resolver = Resolver(replace(network.settings, query_seconds=1.0))
        assert await _asked(resolver, network, (silence, HELLO, HELLO), TEXT) == FOUND_HELLO

    @pytest.mark.parametrize("trouble", [fails_with(dns.rcode.SERVFAIL), records(lame=True)])
    async def test_it_takes_the_answer_of_the_one_that_knows(
        self, network: Network, trouble: Behaviour
    ) -> None:
        assert await ask(network, trouble, trouble, HELLO) == FOUND_HELLO

    async def test_it_knows_nothing_while_they_contradict_each_other(self, network: Network) -> None:
        disagreeing = Unknown(UnknownReason.DISAGREEING)
        assert await ask(network, HELLO, OTHER, HELLO) == disagreeing
        assert await ask(network, HELLO, nxdomain("shop.test")) == disagreeing

    async def test_it_knows_nothing_when_all_are_dead(self, network: Network) -> None:
        assert await ask_hastily(network, silence, silence) == Unknown(UnknownReason.TIMEOUT)

    async def test_they_agree_whatever_the_order_and_the_kind_of_absence(self, network: Network) -> None:
        first, second = f'{NAME} TXT "one"', f'{NAME} TXT "two"'
        assert await ask(network, records(first, second), records(second, first)) == Found(
            ("one", "two"), TTL
        )
        absent = await ask(network, nxdomain("shop.test"), nodata("shop.test"))
        assert isinstance(absent, Absent)

    async def test_they_agree_on_an_alias_when_one_knows_more_about_its_target(
        self, network: Network
    ) -> None:
        alias = f"{NAME} CNAME there.example."
        answer = await ask(network, records(alias), records(alias, 'there.example TXT "x"'))
        assert isinstance(answer, Found)
        assert answer.alias == "there.example"

    async def test_it_knows_nothing_of_an_address_that_cannot_be_reached(self, network: Network) -> None:
        """The system refuses to send to it: nothing leaves the machine."""
        broadcast = Zone("shop.test", (Server("ns", "255.255.255.255"),))
        assert await network.resolver.published(TEXT, broadcast) == Unknown(UnknownReason.UNREACHABLE)

    async def test_a_zone_without_servers_says_nothing(self, network: Network) -> None:
        assert await ask(network) == Unknown(UnknownReason.NO_SERVERS)


class TestZoneOf:
    async def test_it_finds_the_apex_and_its_servers(self, network: Network) -> None:
        network.has_zone("shop.test", *network.ns)
        network.recursive.on(NAME, "SOA", nodata("shop.test"))
        for name in ("shop.test", NAME):
            zone = await network.resolver.zone_of(name)
            assert isinstance(zone, Zone)
            assert zone.apex == "shop.test"
            assert [server.address for server in zone.servers] == [server.address for server in network.ns]

    async def test_it_finds_a_delegated_zone_below(self, network: Network) -> None:
        network.has_zone("shop.test", network.ns[0])
        network.has_zone("mail.shop.test", network.ns[1])
        zone = await network.resolver.zone_of("mail.shop.test")
        assert isinstance(zone, Zone)
        assert (zone.apex, [server.address for server in zone.servers]) == (
            "mail.shop.test",
            [network.ns[1].address],
        )

    async def test_it_finds_the_parent_of_a_name_that_does_not_exist(self, network: Network) -> None:
        network.has_zone("shop.test", network.ns[0])
        network.recursive.on("a.b.shop.test", "SOA", nxdomain("shop.test"))
        zone = await network.resolver.zone_of("a.b.shop.test")
        assert isinstance(zone, Zone)
        assert zone.apex == "shop.test"

    async def test_it_does_not_follow_an_alias_into_another_zone(self, network: Network) -> None:
        network.has_zone("shop.test", network.ns[0])
        network.recursive.on(NAME, "SOA", records(f"{NAME} CNAME vendor.example.", soa("vendor.example")))
        zone = await network.resolver.zone_of(NAME)
        assert isinstance(zone, Zone)
        assert zone.apex == "shop.test"

    async def test_it_asks_above_a_name_for_which_the_resolver_fails(self, network: Network) -> None:
        """As it does where an alias at the name leads into a broken zone."""
        network.has_zone("shop.test", network.ns[0])
        network.recursive.on(NAME, "SOA", fails_with(dns.rcode.SERVFAIL))
        zone = await network.resolver.zone_of(NAME)
        assert isinstance(zone, Zone)
        assert zone.apex == "shop.test"

    async def test_it_asks_no_registry_in_place_of_a_zone_that_fails(self, network: Network) -> None:
        network.has_zone("test", network.ns[0])
        network.recursive.on("shop.test", "SOA", fails_with(dns.rcode.SERVFAIL))
        assert await network.resolver.zone_of("shop.test") == Unknown(UnknownReason.SERVFAIL)
        assert ("test", "SOA") not in network.recursive.asked

    async def test_it_knows_nothing_without_a_resolver(self, network: Network) -> None:
        assert await network.resolver.zone_of("refused.test") == Unknown(UnknownReason.REFUSED)
        network.recursive.on("silent.test", "SOA", silence)
        assert await network.hasty_resolver.zone_of("silent.test") == Unknown(UnknownReason.TIMEOUT)
        nobody = Resolver(replace(network.settings, resolvers=[]))
        assert await nobody.zone_of("shop.test") == Unknown(UnknownReason.NO_SERVERS)

    async def test_it_asks_the_next_resolver_when_one_fails(self, network: Network) -> None:
        network.has_zone("shop.test", network.ns[0])
        (working,) = network.settings.resolvers
        failing = (network.ns[1].address, network.ns[1].port)
        zone = await Resolver(replace(network.settings, resolvers=[failing, working])).zone_of("shop.test")
        assert isinstance(zone, Zone)
        assert network.ns[1].asked[0] == ("shop.test", "SOA")

    @pytest.mark.parametrize(
        "private",
        [
            "A 127.0.0.1",
            "A 10.0.0.1",
            "A 169.254.169.254",
            "A 224.0.0.1",
            "A 0.0.0.0",
            "AAAA ::1",
            "AAAA ::ffff:127.0.0.1",
            "AAAA fe80::1",
            "AAAA fec0::1",
            "AAAA 2002:7f00:1::1",
            "AAAA 64:ff9b::7f00:1",
        ],
    )
    async def test_it_refuses_private_name_servers_unless_they_are_allowed(
        self, network: Network, private: str
    ) -> None:
        kind, address = private.split()
        network.recursive.on("shop.test", "SOA", records(soa("shop.test")))
        network.recursive.on("shop.test", "NS", records("shop.test NS ns.shop.test."))
        network.recursive.on("ns.shop.test", "A", nodata("shop.test"))
        network.recursive.on("ns.shop.test", kind, records(f"ns.shop.test {private}"))
        careful = Resolver(replace(network.settings, allow_private=False))
        assert await careful.zone_of("shop.test") == Unknown(UnknownReason.PRIVATE_SERVER)
        zone = await network.resolver.zone_of("shop.test")
        assert zone == Zone("shop.test", (Server("ns.shop.test", address),))

    async def test_it_leaves_out_only_the_private_ones(self, network: Network) -> None:
        network.recursive.on("shop.test", "SOA", records(soa("shop.test")))
        network.recursive.on("shop.test", "NS", records("shop.test NS a.test.", "shop.test NS b.test."))
        network.recursive.on("a.test", "A", records("a.test A 10.0.0.1"))
        network.recursive.on("b.test", "A", records("b.test A 1.1.1.1"))
        careful = Resolver(replace(network.settings, allow_private=False))
        assert await careful.zone_of("shop.test") == Zone("shop.test", (Server("b.test", "1.1.1.1"),))

    async def test_a_zone_whose_servers_have_no_address_is_unknown(self, network: Network) -> None:
        network.recursive.on("shop.test", "SOA", records(soa("shop.test")))
        network.recursive.on("shop.test", "NS", records("shop.test NS ns.shop.test."))
        assert await network.resolver.zone_of("shop.test") == Unknown(UnknownReason.NO_SERVERS)

    async def test_silence_about_their_addresses_is_not_taken_for_their_absence(
        self, network: Network
    ) -> None:
        network.recursive.on("shop.test", "SOA", records(soa("shop.test")))
        network.recursive.on("shop.test", "NS", records("shop.test NS ns.shop.test."))
        network.recursive.on("ns.shop.test", "A", silence)
        assert await network.hasty_resolver.zone_of("shop.test") == Unknown(UnknownReason.TIMEOUT)


class TestNamesOfOtherZones:
    async def test_a_delegated_name_is_asked_for_at_its_own_servers(self, network: Network) -> None:
        parent, child, dead = network.ns
        network.has_zone("www.shop.test", child)
        parent.on(NAME, "TXT", refers_to(NAME, f"ns.{NAME}"))
        child.on(NAME, "TXT", HELLO)
        dead.on(NAME, "TXT", fails_with(dns.rcode.SERVFAIL))
        assert await network.resolver.published(TEXT, zone_on(parent)) == FOUND_HELLO
        assert await network.resolver.published(TEXT, zone_on(dead, parent)) == FOUND_HELLO

    async def test_a_name_above_the_zone_is_asked_for_in_its_own_zone(self, network: Network) -> None:
        own, parents = network.ns[:2]
        network.has_zone("shop.test", parents)
        network.recursive.on(NAME, "SOA", nodata("shop.test"))
        own.on(NAME, "TXT", OTHER)
        parents.on(NAME, "TXT", HELLO)
        below = Zone("mail.shop.test", (Server("ns", own.address),))
        assert await network.resolver.published(TEXT, below) == FOUND_HELLO

    async def test_a_server_that_is_lame_for_its_own_zone_stays_lame(self, network: Network) -> None:
        network.has_zone("shop.test", network.ns[0])
        network.recursive.on(NAME, "SOA", nodata("shop.test"))
        assert await ask(network, records(lame=True)) == Unknown(UnknownReason.LAME)
        assert network.ns[0].asked == [(NAME, "TXT")]

    async def test_a_name_that_only_ends_alike_lies_in_another_zone(self, network: Network) -> None:
        network.recursive.on("my-shop.test", "SOA", records(soa("my-shop.test")))
        network.ns[0].on("my-shop.test", "TXT", records('my-shop.test TXT "forged"'))
        answer = await network.resolver.published(
            Question("my-shop.test", RecordType.TXT), zone_on(network.ns[0])
        )
        assert isinstance(answer, Unknown)
        assert network.ns[0].asked == []


async def test_only_a_resolver_is_asked_to_look_further(network: Network) -> None:
    wanted: list[bool] = []

    def note(query: Query) -> bytes | None:
        wanted.append(bool(query.message.flags & dns.flags.RD))
        return HELLO(query)

    network.recursive.on(NAME, "TXT", note)
    await network.resolver.visible(TEXT)
    await ask(network, note)
    assert wanted == [True, False]


async def test_what_is_visible_needs_no_authority(network: Network) -> None:
    network.recursive.on(NAME, "TXT", records(f'{NAME} TXT "hello"', lame=True))
    assert await network.resolver.visible(TEXT) == FOUND_HELLO


async def test_a_name_that_does_not_fit_into_a_packet_is_unknown(network: Network) -> None:
    for name in ("a" * 64 + ".test", ".".join(["a" * 60] * 5), "a..test"):
        answer = await network.resolver.published(
            Question(name, RecordType.TXT), Zone("test", zone_on(network.ns[0]).servers)
        )
        assert isinstance(answer, Unknown)


async def test_hundreds_of_questions_are_asked_side_by_side(network: Network) -> None:
    names = [f"host-{number}.shop.test" for number in range(300)]
    for name in names:
        network.ns[0].on(name, "TXT", records(f'{name} TXT "{name}"'))
    resolver, zone = Resolver(replace(network.settings, at_once=50)), zone_on(network.ns[0])
    answers = await asyncio.gather(
        *(resolver.published(Question(name, RecordType.TXT), zone) for name in names)
    )
    assert answers == [Found((name,), TTL) for name in names]


async def test_what_drops_edns_in_silence_is_asked_without(network: Network) -> None:
    network.ns[0].on(NAME, "TXT", without_edns(HELLO, silence))
    resolver = Resolver(replace(network.settings, query_seconds=1.0, attempts=2))
    assert await resolver.published(TEXT, zone_on(network.ns[0])) == FOUND_HELLO


async def test_a_dead_server_is_given_up_for_the_rest_of_the_batch(network: Network) -> None:
    network.ns[0].otherwise = silence
    resolver, zone = network.hasty_resolver, zone_on(network.ns[0])
    for number in range(6):
        question = Question(f"host-{number}.shop.test", RecordType.TXT)
        assert await resolver.published(question, zone) == Unknown(UnknownReason.TIMEOUT)
    assert len(network.ns[0].asked) == 3


async def test_a_server_that_answered_once_is_asked_again(network: Network) -> None:
    network.ns[0].on(NAME, "TXT", HELLO)
    network.ns[0].otherwise = silence
    resolver, zone = network.hasty_resolver, zone_on(network.ns[0])
    await resolver.published(TEXT, zone)
    for number in range(5):
        await resolver.published(Question(f"host-{number}.shop.test", RecordType.TXT), zone)
    assert len(network.ns[0].asked) == 6


async def test_what_many_domains_share_is_asked_once_in_a_batch(network: Network) -> None:
    for apex in ("one.test", "two.test"):
        network.recursive.on(apex, "SOA", records(soa(apex)))
        network.recursive.on(apex, "NS", records(f"{apex} NS ns.host.test."))
    network.recursive.on("ns.host.test", "A", records("ns.host.test A 192.0.2.1"))
    resolver = network.resolver
    zones = await asyncio.gather(*(resolver.zone_of(name) for name in ("one.test", "two.test", "one.test")))
    assert [zone.apex for zone in zones if isinstance(zone, Zone)] == ["one.test", "two.test", "one.test"]
    assert sorted(network.recursive.asked) == sorted(
        [
            ("one.test", "SOA"),
            ("one.test", "NS"),
            ("two.test", "SOA"),
            ("two.test", "NS"),
            ("ns.host.test", "A"),
        ]
    )


async def test_whoever_gives_up_does_not_take_the_answer_from_others(network: Network) -> None:
    network.has_zone("shop.test", network.ns[0])
    resolver = network.resolver
    impatient = asyncio.create_task(resolver.zone_of("shop.test"))
    await asyncio.sleep(0)
    patient = asyncio.create_task(resolver.zone_of("shop.test"))
    impatient.cancel()
    assert isinstance(await patient, Zone)


async def test_no_socket_is_left_open(network: Network) -> None:
    network.ns[0].on(NAME, "TXT", HELLO)
    before = len(list(Path("/proc/self/fd").iterdir()))
    zone = zone_on(network.ns[0])
    await asyncio.gather(*(network.resolver.published(TEXT, zone) for _ in range(50)))
    assert len(list(Path("/proc/self/fd").iterdir())) == before
