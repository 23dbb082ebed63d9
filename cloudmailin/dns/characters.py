"""Texts in which nothing is invisible, mistaken for another character, or too long to be looked at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_NAMES = {
    "\t": "tab",
    "\n": "line break",
    "\r": "line break",
    "\u00a0": "no-break space",
    "\u00ad": "soft hyphen",
    "\u200b": "zero-width space",
    "\u200c": "zero-width non-joiner",
    "\u200d": "zero-width joiner",
    "\u2060": "word joiner",
    "\ufeff": "byte order mark",
}
_LOOKALIKES = {
    **dict.fromkeys("“”„‟«»", "typographic quotation mark"),
    **dict.fromkeys("‘’‚‛`´", "typographic apostrophe"),
    "‐": "typographic hyphen",
    "‑": "no-break hyphen",
    **dict.fromkeys("‒–—―−", "dash"),
    "…": "ellipsis, one character",
}
_UNSEEN = ("Cc", "Cf", "Zl", "Zp", "Zs", "Cs", "Co", "Cn")
"""Unicode's categories of what leaves nothing, or nothing certain, on a screen."""

_CHARACTER = re.compile(r"\\\d{3}|.", re.DOTALL)
_ESCAPED = re.compile(r"\\(\d{3})")
_LONGEST, _KEPT = 64, 20
"""Characters of a stretch that is shown whole, and of each of its ends where it is not."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A stretch of a text and what to show for it; `is_named`: a description of it."""

    text: str
    shown: str
    is_named: bool = False


def glimpses(text: str, *, names_spaces: bool) -> Iterator[Glimpse]:
    """The text in stretches; a space is one that can be seen unless told otherwise."""
    plain = ""
    for each in _CHARACTER.findall(text):
        name = "space" if names_spaces and each == " " else name_of(each)
        if name is None:
            plain += each
            continue
        if plain:
            yield Glimpse(plain, plain)
            plain = ""
        yield Glimpse(each, f"{each} {name}" if each in _LOOKALIKES else name, is_named=True)
    if plain:
        yield Glimpse(plain, plain)


def name_of(character: str) -> str | None:
    """What to call a character that can't be seen or told from another; a host name has it as its code."""
    if escaped := _ESCAPED.fullmatch(character):
        code = int(escaped[1])
        return "space" if code == ord(" ") else name_of(chr(code)) if code < 128 else None
    if character == " " or len(character) > 1:
        return None
    known = _NAMES.get(character) or _LOOKALIKES.get(character)
    if known or unicodedata.category(character) not in _UNSEEN:
        return known
    return unicodedata.name(character, f"character U+{ord(character):04X}").lower()


def shortened(stretches: Iterable[Glimpse]) -> Iterator[Glimpse]:
    """With the inside of long ones described by its length."""
    for each in stretches:
        if each.is_named or len(each.text) <= _LONGEST:
            yield each
            continue
        inside = each.text[_KEPT:-_KEPT]
        yield Glimpse(each.text[:_KEPT], each.text[:_KEPT])
        yield Glimpse(inside, f"{len(inside)} more characters", is_named=True)
        yield Glimpse(each.text[-_KEPT:], each.text[-_KEPT:])
