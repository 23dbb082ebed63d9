"""SPF records that stand at a customer's name. We ask for none there: ours comes with the return path's name."""

from __future__ import annotations

from collections.abc import Sequence

MOST_LOOKUPS = 10
"""Terms that make a receiver ask DNS; one more is an error (RFC 7208 section 4.6.4)."""

_ASKING = ("include", "a", "mx", "ptr", "exists", "redirect")
_MILDEST = ("?", "~", "-", "+")
"""Qualifiers of `all`, in the order in which one is chosen; +all would let everybody send."""


def is_spf(text: str) -> bool:
    """RFC 7208 section 4.5."""
    return text.lower().split(" ", 1)[0] == "v=spf1"


def merged(records: Sequence[str]) -> str:
    """One record that permits whatever each of several permits, of which receivers read none (RFC 7208 section 4.5).

    The milder end holds, so that no mail is lost by it; a redirection becomes an inclusion.
    """
    terms = [term for record in records for term in record.split()[1:]]
    ends = [_qualifier(term) for term in terms if _name(term) == "all"]
    kept = dict.fromkeys(_kept(term) for term in terms if _name(term) not in ("all", "exp"))
    end = min(ends, key=_MILDEST.index, default="~")
    return " ".join(["v=spf1", *kept, f"{'' if end == '+' else end}all"])


def lookups(record: str) -> int:
    """How many of the record's own terms make a receiver ask DNS; what it includes may hold more."""
    return sum(_name(term) in _ASKING for term in record.split()[1:])


def _name(term: str) -> str:
    """Of a mechanism or a modifier (RFC 7208 section 4.6.1)."""
    bare = term[1:] if term[:1] in _MILDEST else term
    for mark in ":=/":
        bare = bare.partition(mark)[0]
    return bare.lower()


def _qualifier(term: str) -> str:
    return term[0] if term[0] in _MILDEST else "+"


def _kept(term: str) -> str:
    """As one name is written one way: without the qualifier that is meant anyhow, the mechanism in lower case."""
    if _name(term) == "redirect":
        return f"include:{term.partition('=')[2].lower()}"
    bare = term.removeprefix("+")
    macro_may_tell_cases_apart = "%" in bare
    return bare if macro_may_tell_cases_apart else bare.lower()
