"""Which texts of a request can stand in a mail.

A header ends where its line ends, so a line break inside a value would begin a header of its own. And JSON
can spell half of a surrogate pair, which no character is.
"""

from __future__ import annotations

import re

_HALVES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029]")


def is_text(given: object) -> bool:
    """Whether it is a string that can be written as UTF-8."""
    return isinstance(given, str) and not _HALVES.search(given)


def is_line(given: object) -> bool:
    """Whether it is a string that can be the value of a header."""
    return is_text(given) and not _CONTROLS.search(str(given))
