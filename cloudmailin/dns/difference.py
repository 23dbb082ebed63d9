"""What differs between a value as it should be and as it was found, in parts that a person can read.

Host names differ in whole labels, texts (tokens, keys, policies) in whole words, and long words in characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import islice

from cloudmailin.dns.characters import Glimpse, glimpses, shortened

_LABELS = re.compile(r"\\\d{3}|\\.|[\w-]+|.", re.DOTALL)
"""A host name as answers have it: what is not a letter of a label is escaped (RFC 1035 section 5.1)."""

_WORDS = re.compile(r"(?:(?![;=\"\\])[!-~]|\w)+|.", re.DOTALL)
"""The names and values of a tag=value list (RFC 6376 section 3.2); what stands between or can't be seen is apart."""

_LONG = 16
"""Characters from which on a word is not marked as a whole."""

_MOST = 600
"""Characters up to which all of two words is compared; beyond, only how they begin and end. A key has 400."""

_LONGEST = 4096
"""Characters that are looked at; no record for mail has more, though DNS allows 65,535."""

_LEAST = 3
"""Equal characters in a row that are no chance."""

_FRAGMENTS = 12
"""Stretches from which on nobody sees what differs: then all of it does."""

_SHOWN = 60
"""Parts that are shown at most; a text of 64 kB may differ in every character."""


class Mark(StrEnum):
    SAME = "same"
    EXTRA = "extra"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text that was found, "" for a gap: there something of the expected one is missing.

    `shown` is what to show in its place; with `is_named` it is a description, "zero-width space" for example.
    """

    text: str
    mark: Mark
    shown: str
    is_named: bool = False


def marks(expected: str, found: str) -> tuple[Part, ...]:
    """The found text in parts; joined, their `text` is the found one."""
    return tuple(_parts(_merged(_pieces(expected, found))))


def plain(text: str, mark: Mark = Mark.SAME) -> tuple[Part, ...]:
    """A text that is compared with none."""
    return tuple(_parts(iter([(mark, text)] if text else [])))


def likeness(expected: str, found: str) -> float:
    """How much of the longer text is the same in both, from 0 to 1."""
    same = sum(len(text) for mark, text in _pieces(expected, found) if mark is Mark.SAME)
    return same / max(len(expected), len(found), 1)


def _pieces(expected: str, found: str) -> Iterator[tuple[Mark, str]]:
    if expected == found:
        yield Mark.SAME, found
        return
    if max(len(expected), len(found)) > _LONGEST:
        yield from _pieces(expected[:_LONGEST], found[:_LONGEST])
        yield _piece(False, expected[_LONGEST:], found[_LONGEST:])
        return
    is_text = "=" in expected + found
    words = _WORDS if is_text else _LABELS
    for is_same, wanted, here in _aligned(words.findall(expected), words.findall(found), _holds_a_word):
        if not is_same and is_text and wanted and here and max(map(len, (*wanted, *here))) >= _LONG:
            yield from _by_character("".join(wanted), "".join(here))
        else:
            yield _piece(is_same, wanted, here)


def _by_character(wanted: str, here: str) -> Iterator[tuple[Mark, str]]:
    """First how both begin and end, which makes long ones quick, then what is between."""
    start = _common(wanted, here)
    end = _common(wanted[start:][::-1], here[start:][::-1])
    yield Mark.SAME, here[:start]
    middles = wanted[start : len(wanted) - end], here[start : len(here) - end]
    inside = list(_aligned(*middles, _is_no_chance)) if max(map(len, middles)) <= _MOST else []
    if 0 < len(inside) < _FRAGMENTS:
        yield from (_piece(*each) for each in inside)
    else:
        yield _piece(False, *middles)
    yield Mark.SAME, here[len(here) - end :]


def _aligned(
    wanted: Sequence[str], here: Sequence[str], counts: Callable[[Sequence[str]], bool]
) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """What is the same in both and what stands between, in turn; equal stretches that do not count are none."""
    in_wanted = in_here = 0
    for block in SequenceMatcher(None, wanted, here, autojunk=False).get_matching_blocks():
        same = here[block.b : block.b + block.size]
        if same and not counts(same):
            continue
        if in_wanted < block.a or in_here < block.b:
            yield False, wanted[in_wanted : block.a], here[in_here : block.b]
        if same:
            yield True, same, same
        in_wanted, in_here = block.a + block.size, block.b + block.size


def _piece(is_same: bool, wanted: Sequence[str], here: Sequence[str]) -> tuple[Mark, str]:
    if is_same:
        return Mark.SAME, "".join(here)
    return (Mark.EXTRA, "".join(here)) if here else (Mark.GAP if wanted else Mark.SAME, "")


def _holds_a_word(tokens: Sequence[str]) -> bool:
    return any(character.isalnum() for token in tokens for character in token)


def _is_no_chance(characters: Sequence[str]) -> bool:
    return len(characters) >= _LEAST


def _common(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    found = next((at for at, (here, there) in pairs if here != there), min(len(one), len(other)))
    return found if found >= _LEAST else 0


def _merged(pieces: Iterator[tuple[Mark, str]]) -> Iterator[tuple[Mark, str]]:
    """Neighbours of one kind are one; a gap beside something that is too much says nothing more."""
    kept: list[tuple[Mark, str]] = []
    for mark, text in pieces:
        if not text and mark is not Mark.GAP:
            continue
        if kept and kept[-1][0] is mark:
            mark, text = mark, kept.pop()[1] + text
        kept.append((mark, text))
    for at, (mark, text) in enumerate(kept):
        beside = {kept[at - 1][0] if at else None, kept[at + 1][0] if at + 1 < len(kept) else None}
        if mark is not Mark.GAP or Mark.EXTRA not in beside:
            yield mark, text


def _parts(pieces: Iterator[tuple[Mark, str]]) -> Iterator[Part]:
    """What is beyond the number that is shown becomes one part."""
    every = _described(pieces)
    yield from islice(every, _SHOWN)
    if rest := list(every):
        text = "".join(part.text for part in rest)
        mark = Mark.EXTRA if any(part.mark is Mark.EXTRA for part in rest) else Mark.SAME
        yield Part(text, mark, f"{len(text)} more characters", is_named=True)


def _described(pieces: Iterator[tuple[Mark, str]]) -> Iterator[Part]:
    for mark, text in pieces:
        if mark is Mark.GAP:
            yield Part("", mark, "")
        else:
            yield from (
                _part(mark, each)
                for each in shortened(glimpses(text, names_spaces=mark is Mark.EXTRA and not text.strip()))
            )


def _part(mark: Mark, glimpse: Glimpse) -> Part:
    return Part(glimpse.text, mark, glimpse.shown, glimpse.is_named)
