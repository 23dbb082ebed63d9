"""What is asked of CloudMailin: Elasticsearch's query-string syntax, made of domain names and nothing that anybody typed.

Pure. Whatever a person searches for stays in PostgreSQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_LONGEST = 900
"""Characters; a longer query might be refused, and then everything is asked for and sorted out here."""

_NAME = re.compile(r"(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?")


def query(names: Iterable[str]) -> str | None:
    """For mail to these names (A-labels, perhaps with a star in front); None asks for all.

    Whether CloudMailin keeps recipients as words or as one text is unknown, so both are asked for. Raises
    ValueError for what is no name.
    """
    terms = " OR ".join(each for name in sorted(names) for each in _terms(name))
    asked = f"to:({terms})"
    return asked if terms and len(asked) <= _LONGEST else None


def _terms(name: str) -> tuple[str, ...]:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no domain name")
    bare = name.removeprefix("*.")
    return (f"*.{bare}",) if name != bare else (f"*@{bare}", f'"{bare}"')
