from __future__ import annotations

import dns.name
import dns.rdataclass
import dns.rdatatype
import pytest
from dns.rdtypes.ANY.TXT import TXT
from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.simulator.records import RecordProblems, parse, shown

_ZONE = dns.name.from_text("shop.test")
_STRINGS = st.lists(st.binary(max_size=255), min_size=1, max_size=4)


@given(_STRINGS | st.text(min_size=1, max_size=200).map(lambda text: [text.encode()[:255]]))
def test_it_shows_any_text_record_so_that_typing_it_again_gives_the_same(strings: list[bytes]) -> None:
    txt = TXT(dns.rdataclass.IN, dns.rdatatype.TXT, strings)
    assert parse("@", "TXT", shown(txt), 30, zone=_ZONE).rdata == txt


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("@", "shop.test."),
        ("www", "www.shop.test."),
        ("www.shop.test", "www.shop.test.shop.test."),
        ("www.shop.test.", "www.shop.test."),
        ("*", "*.shop.test."),
        ("_dmarc", "_dmarc.shop.test."),
    ],
)
def test_it_takes_a_name_as_relative_unless_it_ends_in_a_dot(typed: str, name: str) -> None:
    assert parse(typed, "A", "192.0.2.1", 30, zone=_ZONE).name.to_text() == name


def test_it_reports_every_problem_at_once() -> None:
    with pytest.raises(RecordProblems) as caught:
        parse("a..b", "A", "nowhere", "soon", zone=_ZONE)
    assert caught.value.problems.keys() == {"name", "value", "ttl"}
