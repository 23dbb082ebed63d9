"""The Host header as a plain host name."""

from __future__ import annotations

import re

_HOST = re.compile(r"(?P<name>[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*)\.?(?::\d{1,5})?", re.IGNORECASE)


def canonical(header: str) -> str | None:
    """The lower-case host name in a Host header, without port and final dot; None if it holds no host name.

    RFC 9110 section 7.2 defines the header. IP literals are not host names, so they serve no brand.
    """
    match = _HOST.fullmatch(header)
    return match["name"].lower() if match else None
