"""What differs is marked where it differs, and nothing of what was found gets lost."""

from __future__ import annotations

import base64
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.dns.difference import Mark, likeness, marks

TOKEN = "domain-verification=abcdefghijklmnopqrstuvwxyz234567"
KEY = "v=DKIM1; k=rsa; p=" + base64.b64encode(random.Random(7).randbytes(294)).decode()
HOST = "client1.cloudmailin.net"

values = st.text(max_size=80) | st.text(alphabet="ab.;= \\0123\u200b“…", max_size=40)


@given(values, values)
def test_the_parts_joined_are_the_found_text(expected: str, found: str) -> None:
    parts = marks(expected, found)
    assert "".join(part.text for part in parts) == found
    assert all(part.shown or part.mark is Mark.GAP for part in parts)


@given(values)
def test_equal_texts_differ_in_nothing(text: str) -> None:
    assert {part.mark for part in marks(text, text)} <= {Mark.SAME}
    assert likeness(text, text) == (1 if text else 0)


@given(st.sampled_from([TOKEN, KEY, HOST]), st.data())
def test_whatever_is_put_into_a_value_is_marked_and_the_rest_is_not(value: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(value)))
    parts = marks(value, f"{value[:at]}\u200b{value[at:]}")
    named = [part for part in parts if part.shown == "zero-width space"]
    assert [part.mark for part in named] == [Mark.EXTRA]


def marked(expected: str, found: str) -> list[str]:
    return [part.shown if part.text else "^" for part in marks(expected, found) if part.mark is not Mark.SAME]


@pytest.mark.parametrize(
    ("expected", "found", "differing"),
    [
        (f"10 {HOST}", f"10 {HOST}.example.test", [".example.test"]),
        (HOST, "cleint1.cloudmailin.net", ["cleint1"]),
        (HOST, f"10\\032{HOST}", ["10", "space"]),
        (HOST, f"{HOST}\\.", ["\\."]),
        (HOST, "192.0.2.1", ["192.0.2.1"]),
        (HOST, "client1", ["^"]),
        ("mta.example.test", "http://mta.example.test/", ["http://", "/"]),
        (TOKEN, f'"{TOKEN}"', ['"', '"']),
        (TOKEN, f"“{TOKEN}”", ["“ typographic quotation mark", "” typographic quotation mark"]),
        (TOKEN, f"{TOKEN}\u00a0", ["no-break space"]),
        (TOKEN, f"\t{TOKEN} ", ["tab", "space"]),
        (TOKEN, TOKEN[:30], ["^"]),
        (TOKEN, f"{TOKEN[:30]}…", ["… ellipsis, one character"]),
        (TOKEN, TOKEN.removeprefix("domain-verification="), ["^"]),
        ("v=DMARC1; p=none", "v=DMARC1; p=nome", ["nome"]),
        ("v=DMARC1; p=none", "v=DMARC1 p=none", ["^"]),
        ("v=DMARC1; p=none", "v=DMARC1\\; p=none", ["\\"]),
        ("v=DMARC1; p=none", "v=DMARC1; p=none\x07", ["character u+0007"]),
    ],
)
def test_a_difference_is_marked_where_it_is(expected: str, found: str, differing: list[str]) -> None:
    assert marked(expected, found) == differing


def test_of_a_long_key_only_the_surroundings_of_the_difference_are_shown() -> None:
    parts = marks(KEY, f"{KEY[:255]} {KEY[255:]}")
    assert [part.shown for part in parts if part.mark is Mark.EXTRA] == ["space"]
    assert sum(len(part.shown) for part in parts) < 150
    assert sum(part.shown.endswith("more characters") for part in parts) == 2


def test_a_key_that_differs_everywhere_is_marked_as_a_whole() -> None:
    assert len(marks(KEY, KEY.lower())) < 20


@pytest.mark.parametrize("found", ["a" * 60_000, "v;" * 30_000, "\u200b" * 60_000, "a\u200b" * 30_000])
def test_a_text_as_long_as_dns_allows_is_shown_in_few_parts(found: str) -> None:
    parts = marks(KEY, found)
    assert "".join(part.text for part in parts) == found
    assert len(parts) < 70
