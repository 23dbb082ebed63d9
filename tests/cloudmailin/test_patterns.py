"""Recipients' patterns: read by RE2, and never a burden."""

from __future__ import annotations

from itertools import product

import pytest

from cloudmailin.patterns import LONGEST, InvalidPattern, admits_all, admitted, parse

LONG = "a" * 20_000 + "!"
"""A backtracking matcher would not come back from this with most of the patterns below."""

_CORES = ("a", "a|a", "a|aa", "a|a?", "[a-z]", r"\w", ".", "a*", "(a+)+", "a?a?a?")
_REPEATS = ("({0}+)+$", "({0}*)*$", "({0})*b", "(({0}+)+)+@", "^(({0})+|b)*$")
EVIL = [repeat.format(core) for core, repeat in product(_CORES, _REPEATS)]
TOO_MUCH = ["(a{1000}){1000}", "((a{100}){100}){100}", r"(\w+)\1", "(?=a)a", "(?<!a)b", "a(", "[z-a]", "\\"]


def test_fifty_evil_patterns_are_answered_or_refused() -> None:
    """Read by anything but RE2 this test would not end; that nothing else reads them is a contract of imports."""
    assert len(set(EVIL)) == 50
    answered = [pattern for pattern in EVIL if not _is_refused(pattern)]
    assert [len(admitted(pattern, ["info@example.com", LONG])) for pattern in answered] == [2] * len(answered)
    assert len(answered) > 30


def _is_refused(pattern: str) -> bool:
    try:
        parse(pattern)
    except InvalidPattern:
        return True
    return False


@pytest.mark.parametrize("pattern", [*TOO_MUCH, "a" * (LONGEST + 1)])
def test_what_can_not_be_tried_is_refused_with_a_reason(pattern: str) -> None:
    with pytest.raises(InvalidPattern, match=r"\w"):
        parse(pattern)


def test_the_whole_address_has_to_fit() -> None:
    tried = [
        "sales-1@example.com",
        "sales@example.com",
        "sales-1@example.com.evil.example",
        "x sales-1@example.com",
    ]
    assert admitted(r"\w+-\d+@example\.com", tried) == [True, False, False, False]
    assert admitted("", tried) == [True] * 4


def test_it_tells_what_keeps_nothing_out() -> None:
    assert all(admits_all(each, "example.com") for each in ("", ".*", ".+@.+", r".*@example\.com"))
    assert not any(admits_all(each, "example.com") for each in (r"\w+@example\.com", "info@.*", "x"))
