"""What a spreadsheet opens is text: no cell is a formula, no cell ends its line."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.spreadsheet import cell, lines

SIGNS = "=+-@|%＝＋－＠"
PAYLOADS = [
    "=1+1",
    "@SUM(1)",
    "+1",
    "-1+cmd|' /C calc'!A0",
    '=HYPERLINK("http://a.test")',
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "＝1+1",
    "＠SUM(1)",
    '";=1;"',
    '","=1',
    "a\r\n=1",
]

text = st.text(st.characters(codec="utf-8"), max_size=40)
hostile = st.builds(str.__add__, st.sampled_from([*SIGNS, " ", "\t", "\r", "\n", '"', ",", ";", "'"]), text)


def read(row: list[str]) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(lines([], [row])).lstrip("\ufeff"), newline="")))[1:]


@given(st.lists(st.one_of(text, hostile), min_size=1, max_size=4))
@example(PAYLOADS)
def test_a_row_is_read_back_as_one_row_of_text_alone(row: list[str]) -> None:
    (found,) = read(row)
    assert len(found) == len(row)
    for typed, shown in zip(row, found, strict=True):
        assert shown[:1] not in set(SIGNS)
        assert shown.lstrip()[:1] not in set(SIGNS)
        assert not set("\r\n\t\x1b\0\u2028") & set(shown)
        assert shown.removeprefix("'").split() == cell(typed).removeprefix("'").split()


@pytest.mark.parametrize("plain", ["example.com", "Ünïcode 漢字", "it's", "a=b", "1 + 1", ""])
def test_plain_text_stays_as_it_is(plain: str) -> None:
    assert cell(plain) == plain
