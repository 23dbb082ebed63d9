from __future__ import annotations

import secrets
import socket

import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import pytest
from dns.message import Message

from tests.simulator_process import SimulatorProcess


def _answers(response: Message) -> list[str]:
    return [f"{dns.rdatatype.to_text(rrset.rdtype)} {rdata}" for rrset in response.answer for rdata in rrset]


def _has_soa(response: Message) -> bool:
    return [rrset.rdtype for rrset in response.authority] == [dns.rdatatype.SOA]


def test_it_answers_with_authority_over_udp_and_tcp(simulator: SimulatorProcess, zone: str) -> None:
    for tcp in (False, True):
        response = simulator.ask(f"www.{zone}", "A", tcp=tcp)
        assert response.flags & dns.flags.AA
        assert not response.flags & dns.flags.RA
        assert _answers(response) == ["A 192.0.2.80"]


def test_it_sets_up_a_new_zone_with_soa_name_servers_and_a_website(
    simulator: SimulatorProcess, zone: str
) -> None:
    assert sorted(_answers(simulator.ask(zone, "NS"))) == ["NS ns1.dns-host.test.", "NS ns2.dns-host.test."]
    (soa,) = simulator.ask(zone, "SOA").answer[0]
    assert soa.minimum == 60
    for server in ("ns1", "ns2"):
        assert _answers(simulator.ask(f"{server}.dns-host.test", "A")) == ["A 127.0.0.1"]


def test_it_tells_a_missing_name_from_a_missing_type(simulator: SimulatorProcess, zone: str) -> None:
    simulator.publish(zone, "deep.below", "A", "192.0.2.1")
    nothing, no_type, only_below = (
        simulator.ask(f"nothing.{zone}", "A"),
        simulator.ask(f"www.{zone}", "TXT"),
        simulator.ask(f"below.{zone}", "A"),
    )
    assert nothing.rcode() == dns.rcode.NXDOMAIN
    assert no_type.rcode() == only_below.rcode() == dns.rcode.NOERROR
    for response in (nothing, no_type, only_below):
        assert response.answer == []
        assert _has_soa(response)
        assert response.flags & dns.flags.AA


def test_it_refuses_names_that_are_not_its_own(simulator: SimulatorProcess) -> None:
    for name in ("elsewhere.example", "com.", "."):
        response = simulator.ask(name, "A")
        assert response.rcode() == dns.rcode.REFUSED
        assert not response.flags & dns.flags.AA


def test_it_refuses_zone_transfers(simulator: SimulatorProcess, zone: str) -> None:
    assert simulator.ask(zone, "AXFR", tcp=True).rcode() == dns.rcode.REFUSED


def test_it_serves_every_step_of_a_walk_up_the_tree(simulator: SimulatorProcess, zone: str) -> None:
    simulator.create_zone(f"sub.{zone}")
    for name in (f"sub.{zone}", zone, "test"):
        (rrset,) = simulator.ask(name, "SOA").answer
        assert rrset.name.to_text(omit_final_dot=True) == name
    missing = simulator.ask(f"a.b.sub.{zone}", "SOA")
    assert missing.authority[0].name.to_text(omit_final_dot=True) == f"sub.{zone}"


def test_it_refers_to_servers_that_are_not_its_own(simulator: SimulatorProcess, zone: str) -> None:
    simulator.publish(zone, "office", "NS", "ns.example.net")
    response = simulator.ask(f"printer.office.{zone}", "A")
    assert response.answer == []
    assert not response.flags & dns.flags.AA
    assert response.authority[0].to_text().endswith("NS ns.example.net.")


def test_it_answers_from_a_wildcard_only_where_nothing_is_closer(
    simulator: SimulatorProcess, zone: str
) -> None:
    simulator.publish(zone, "*", "TXT", "wild")
    simulator.publish(zone, "a.b", "A", "192.0.2.1")
    assert _answers(simulator.ask(f"any.name.{zone}", "TXT")) == ['TXT "wild"']
    assert simulator.ask(f"x.b.{zone}", "TXT").rcode() == dns.rcode.NXDOMAIN
    assert _has_soa(simulator.ask(f"www.{zone}", "TXT"))


def test_it_follows_a_cname_as_far_as_its_own_zones_go(simulator: SimulatorProcess, zone: str) -> None:
    simulator.publish(zone, "mta", "CNAME", "feedback-smtp.cloudmta.net")
    simulator.publish(zone, "away", "CNAME", "host.example.net")
    simulator.publish(zone, "loop", "CNAME", f"loop.{zone}")
    assert _answers(simulator.ask(f"mta.{zone}", "CNAME")) == ["CNAME feedback-smtp.cloudmta.net."]
    assert _answers(simulator.ask(f"mta.{zone}", "MX")) == [
        "CNAME feedback-smtp.cloudmta.net.",
        "MX 10 feedback-smtp.cloudmta.net.",
    ]
    assert _answers(simulator.ask(f"away.{zone}", "A")) == ["CNAME host.example.net."]
    assert _answers(simulator.ask(f"loop.{zone}", "A")) == [f"CNAME loop.{zone}."]


def test_it_cuts_a_large_answer_short_over_udp_and_gives_all_over_tcp(
    simulator: SimulatorProcess, zone: str
) -> None:
    for _ in range(12):
        simulator.publish(zone, "many", "TXT", secrets.token_hex(100))
    for edns in (False, 0):
        short = simulator.ask(f"many.{zone}", "TXT", edns=edns)
        assert short.flags & dns.flags.TC
        assert short.answer == []
    whole = simulator.ask(f"many.{zone}", "TXT", tcp=True)
    assert not whole.flags & dns.flags.TC
    assert len(whole.answer[0]) == 12
    assert [each["truncated"] for each in simulator.sim("queries", name=f"MANY.{zone}.")] == [
        True,
        True,
        False,
    ]


def test_it_uses_edns_when_asked(simulator: SimulatorProcess, zone: str) -> None:
    simulator.publish(zone, "long", "TXT", "x" * 700)
    without, with_edns = (simulator.ask(f"long.{zone}", "TXT", edns=edns) for edns in (False, 0))
    assert without.flags & dns.flags.TC
    assert without.edns == -1
    assert not with_edns.flags & dns.flags.TC
    assert with_edns.edns == 0
    assert simulator.ask(zone, "A", edns=1).rcode() == dns.rcode.BADVERS


def test_it_keeps_the_case_of_the_question(simulator: SimulatorProcess, zone: str) -> None:
    response = simulator.ask(f"wWw.{zone}", "A")
    assert response.question[0].name.to_text() == f"wWw.{zone}."
    assert _answers(response) == ["A 192.0.2.80"]


def test_it_stays_alive_after_garbage(simulator: SimulatorProcess, zone: str) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as udp:
        for packet in (b"", b"x", b"\0" * 11, b"\xff" * 600):
            udp.sendto(packet, ("127.0.0.1", simulator.dns_port))
    with socket.create_connection(("127.0.0.1", simulator.dns_port)) as tcp:
        tcp.sendall(b"\0\4abcd")
        assert tcp.recv(10) == b""
    assert _answers(simulator.ask(zone, "A")) == ["A 192.0.2.80"]


@pytest.mark.parametrize(
    ("name", "type_", "expected"),
    [
        ("client1.cloudmailin.net", "A", ["A 127.0.0.11"]),
        ("client3.cloudmailin.net", "A", ["A 127.0.0.13"]),
        ("feedback-smtp.cloudmta.net", "MX", ["MX 10 feedback-smtp.cloudmta.net."]),
        ("feedback-smtp.cloudmta.net", "TXT", ['TXT "v=spf1 ip4:127.0.0.21 -all"']),
    ],
)
def test_it_knows_cloudmailins_own_names(
    simulator: SimulatorProcess, name: str, type_: str, expected: list[str]
) -> None:
    assert _answers(simulator.ask(name, type_)) == expected


def test_it_splits_long_text_into_strings_of_255_bytes(simulator: SimulatorProcess, zone: str) -> None:
    simulator.publish(zone, "key", "TXT", "k" * 400)
    (txt,) = simulator.ask(f"key.{zone}", "TXT").answer[0]
    assert [len(string) for string in txt.strings] == [255, 145]


def test_it_publishes_mistakes_as_they_are_written(simulator: SimulatorProcess, zone: str) -> None:
    simulator.publish(zone, "t", "TXT", '"\\"quoted\\"" "two"')
    (txt,) = simulator.ask(f"t.{zone}", "TXT").answer[0]
    assert txt.strings == (b'"quoted"', b"two")
    assert {"name": "t", "type": "TXT", "value": '"\\"quoted\\"" "two"', "ttl": 5} in (
        simulator.sim(f"zones/{zone}")["records"]
    )


def test_it_takes_records_away_one_by_one_or_all_of_a_type(simulator: SimulatorProcess, zone: str) -> None:
    for host in ("client1", "client2", "client3"):
        simulator.publish(zone, "@", "MX", f"10 {host}.cloudmailin.net")
    serial = simulator.ask(zone, "SOA").answer[0][0].serial
    simulator.withdraw(zone, "@", "MX", "10 client2.cloudmailin.net")
    assert len(_answers(simulator.ask(zone, "MX"))) == 2
    simulator.withdraw(zone, "@", "MX")
    assert _answers(simulator.ask(zone, "MX")) == []
    assert simulator.ask(zone, "SOA").answer[0][0].serial > serial


def test_it_takes_names_relative_to_the_zone_and_in_full(simulator: SimulatorProcess, zone: str) -> None:
    simulator.publish(zone, "a", "A", "192.0.2.1")
    simulator.publish(zone, f"B.{zone}", "A", "192.0.2.2")
    simulator.publish(zone, f"c.{zone}.{zone}", "A", "192.0.2.3")
    for name in (f"a.{zone}", f"b.{zone}", f"c.{zone}.{zone}"):
        assert simulator.ask(name, "A").answer
    simulator.withdraw(zone, f"a.{zone}", "A")
    assert not simulator.ask(f"a.{zone}", "A").answer


def test_it_creates_a_zone_twice_without_harm(simulator: SimulatorProcess, zone: str) -> None:
    simulator.publish(zone, "x", "A", "192.0.2.1")
    before = simulator.sim(f"zones/{zone}")
    simulator.create_zone(zone)
    assert simulator.sim(f"zones/{zone}") == before
