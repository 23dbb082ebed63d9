"""Patterns of name servers' names.

`*` stands for one or more characters within a label, `#` for one or more digits; all else is literal. A pattern
has as many labels as the name: nothing before it or after it matches, so "ns1.host.com.evil.test" is never taken
for "ns1.host.com".
"""

from __future__ import annotations

import re
from functools import cache

_WILD = {"*": "[a-z0-9-]+", "#": "[0-9]+"}


def matches(pattern: str, name: str) -> bool:
    """Whether the name, in any case and with or without its final dot, is one of the pattern's."""
    return _compiled(pattern).fullmatch(name.lower().removesuffix(".")) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("".join(_WILD.get(each) or re.escape(each) for each in pattern))
