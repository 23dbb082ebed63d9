"""The zone file, read by a parser that is not ours."""

from __future__ import annotations

import dns.name
import dns.zone
import pytest
from dns.rdtypes.ANY.CNAME import CNAME
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT
from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.dns.exports.zone_file import zone_file
from cloudmailin.dns.quoting import absolute
from cloudmailin.dns.records import RecordSet
from tests.cloudmailin.dns.exports.wanted import (
    ARBITRARY,
    LONG,
    NASTY,
    SETS,
    ZONE,
    alias,
    exchanges,
    text,
    wanted,
)


def parsed(content: str) -> list[tuple[str, str, str]]:
    zone = dns.zone.from_text(content, origin=None, relativize=False, check_origin=False)
    found = []
    for name, _ttl, data in zone.iterate_rdatas():
        if isinstance(data, TXT):
            value = b"".join(data.strings).decode()
        elif isinstance(data, MX):
            value = f"{data.preference} {plain(data.exchange)}"
        else:
            assert isinstance(data, CNAME)
            value = plain(data.target)
        found.append((plain(name), data.rdtype.name, value))
    return sorted(found)


def plain(name: dns.name.Name) -> str:
    return ".".join(label.decode() for label in name.labels[:-1])


def test_a_domains_zone_file_reads_back_as_what_is_wanted() -> None:
    assert parsed(zone_file(ZONE, SETS)) == wanted(SETS)


def test_it_reads_as_people_expect() -> None:
    assert zone_file(ZONE, [exchanges("10 mx.example.test"), text('say "hi"')]) == (
        "$ORIGIN shop.test.\n"
        "$TTL 3600\n"
        "shop.test.\t3600\tIN\tMX\t10 mx.example.test.\n"
        'key._domainkey.shop.test.\t3600\tIN\tTXT\t"say \\"hi\\""\n'
    )


def unambiguous(sets: list[RecordSet]) -> bool:
    """One alias a name and nothing beside it, as in any zone."""
    names = [one.name for each in sets for one in each.records]
    aliases = [one.name for each in sets for one in each.records if one.type == "CNAME"]
    return all(names.count(name) == 1 for name in aliases)


@given(ARBITRARY.filter(unambiguous))
def test_any_records_read_back(sets: list[RecordSet]) -> None:
    assert parsed(zone_file(ZONE, sets)) == wanted(sets)


@pytest.mark.parametrize("value", NASTY, ids=ascii)
def test_every_text_reads_back(value: str) -> None:
    assert parsed(zone_file(ZONE, [text(value)])) == wanted([text(value)])


def test_a_long_text_is_one_record_of_strings_of_at_most_255_bytes() -> None:
    content = zone_file(ZONE, [text(LONG)])
    zone = dns.zone.from_text(content, relativize=False, check_origin=False)
    ((_name, _ttl, data),) = zone.iterate_rdatas("TXT")
    assert [len(each) for each in data.strings] == [255, len(LONG) - 255]  # type: ignore[attr-defined]


@given(st.text("é🧀a", min_size=100, max_size=300))
def test_a_character_of_several_bytes_may_be_cut_and_joins_again(value: str) -> None:
    assert parsed(zone_file(ZONE, [text(value)])) == wanted([text(value)])


@given(
    st.lists(
        st.text(st.characters(codec="ascii", exclude_characters="."), min_size=1, max_size=20),
        min_size=1,
        max_size=3,
    )
)
def test_whatever_stands_in_a_name_is_escaped(labels: list[str]) -> None:
    read = dns.name.from_text(absolute(".".join(labels)), origin=None)
    assert read.labels == (*(label.encode() for label in labels), b"")


def test_a_recommended_record_says_so_in_a_comment() -> None:
    lines = zone_file(ZONE, SETS).splitlines()
    (at,) = [number for number, line in enumerate(lines) if line.startswith("_dmarc.")]
    assert lines[at - 1].startswith("; Recommended")
    assert len([line for line in lines if line.startswith(";")]) == 1


def test_the_same_record_twice_is_one() -> None:
    assert zone_file(ZONE, [alias("a.test"), alias("a.test")]) == zone_file(ZONE, [alias("a.test")])


@pytest.mark.parametrize("name", ["shop.example", "evilshop.test", "test"])
def test_a_record_of_another_zone_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not in the zone"):
        zone_file(ZONE, [alias("a.test", name)])
