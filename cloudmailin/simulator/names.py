"""The domain names that the API takes."""

from __future__ import annotations

import re

_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?![0-9]+$){_LABEL}")
_MAX_LENGTH = 253


def domain_problem(given: object, *, wildcard: bool = False) -> str | None:
    """What is wrong with a domain in a request, or None. A wildcard has one level, `*.example.com`."""
    if not isinstance(given, str) or not given.strip():
        return "Domain can't be blank"
    name = canonical(given)
    bare = name.removeprefix("*.") if wildcard else name
    return None if len(name) <= _MAX_LENGTH and _DOMAIN.fullmatch(bare) else "Domain is invalid"


def canonical(given: str) -> str:
    return given.strip().lower().removesuffix(".")
