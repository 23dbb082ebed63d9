"""Names that people take for one another. They are warned; nobody is refused.

Source: UTS 39, "Unicode Security Mechanisms", sections 4 and 5; its data as vendored by confusable_homoglyphs.
"""

from __future__ import annotations

from functools import cache

from confusable_homoglyphs import categories, confusables

from tenants import names

_TOGETHER = (
    frozenset({"LATIN", "HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "HAN", "BOPOMOFO"}),
    frozenset({"LATIN", "HAN", "HANGUL"}),
)
"""Scripts that are written together in one word (section 5.2, "highly restrictive")."""

_OF_ALL = frozenset({"COMMON", "INHERITED"})
_PAIRS = {"rn": "m", "vv": "w", "0": "o", "1": "l"}
"""Within ASCII."""


def mixes_scripts(name: str) -> bool:
    """Whether a part between the dots is written in several scripts that are not written together."""
    return any(_is_mixed(label) for label in names.unicode(names.base(name)).split("."))


def skeleton(name: str) -> str:
    """Two names with the same skeleton look alike. Not a name itself, and never shown."""
    drawn = "".join(map(_drawn, names.unicode(names.base(name))))
    for pair, one in _PAIRS.items():
        drawn = drawn.replace(pair, one)
    return drawn


def _is_mixed(label: str) -> bool:
    scripts = frozenset(categories.unique_aliases(label)) - _OF_ALL
    return len(scripts) > 1 and not any(scripts <= written for written in _TOGETHER)


@cache
def _drawn(character: str) -> str:
    """The plainest character that looks the same."""
    if character.isascii():
        return character
    found = confusables.is_confusable(character, greedy=True) or []
    alike = [each["c"] for entry in found for each in entry["homoglyphs"] if len(each["c"]) == 1]
    plain = [each for each in alike if each.isascii() and each.isalnum() and each == each.lower()]
    chosen: str = max(plain) if plain else min(character, *alike)
    return chosen
