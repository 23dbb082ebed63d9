"""Which recipients a domain takes, by a pattern of the customer's.

A pattern is tried with RE2 and nothing else: it takes time in proportion to the text, whatever the pattern, where
a backtracking matcher can be kept busy for years by `(a+)+$`. RE2 refuses what it can't do so: look-around,
back references and patterns that grow too large. Syntax: https://github.com/google/re2/wiki/Syntax.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import re2

LONGEST = 500
_MOST_MEMORY = 1 << 20
_ODD = (
    "a",
    "info",
    "x-1",
    "first.last",
    "tag+2",
    "_",
    "Q9",
    "!#$%",
    "zz%zz=3",
    "0" * 40,
    "-.-",
    "postmaster",
)


class InvalidPattern(ValueError):
    """RE2 can't read it; the text is what RE2 says."""


def parse(typed: str) -> str:
    """The pattern without the space around it, "" for none. Raises InvalidPattern."""
    pattern = typed.strip()
    if len(pattern) > LONGEST:
        raise InvalidPattern(f"longer than {LONGEST} characters")
    _compiled(pattern)
    return pattern


def admitted(pattern: str, addresses: Sequence[str]) -> list[bool]:
    """Whether each address fits, as a whole; without a pattern all do. Raises InvalidPattern."""
    compiled = _compiled(pattern)
    return [not pattern or compiled.fullmatch(each) is not None for each in addresses]


def admits_all(pattern: str, name: str) -> bool:
    """Whether even the oddest addresses at `name` fit, so that the pattern keeps nothing out."""
    return all(admitted(pattern, [f"{local}@{name}" for local in _ODD]))


def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors, options.max_mem = False, _MOST_MEMORY
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        said = error.args[0] if error.args else b""
        raise InvalidPattern(
            said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        ) from None
