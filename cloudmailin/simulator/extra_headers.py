"""The `headers` of a request: an object of strings.

Documented: the subject of the request wins over one in the headers; `from` and `to` "must match" theirs. A
choice for both: those names are accepted here and the request's own fields are what is written. A choice, too:
what the mail system itself writes is refused, and so is a name that is given twice.
"""

from __future__ import annotations

import email.policy
import re
from collections.abc import Iterator
from typing import Any

from .characters import is_line

# RFC 5322 section 2.2.
_NAME = re.compile(r"[!-9;-~]+")
_REFUSED = re.compile(r"(?:bcc|mime-version|content-.*|received|return-path|dkim-signature|resent-.*)", re.I)
OWN_FIELDS = frozenset({"from", "to", "cc", "subject"})


def parse_headers(value: Any) -> tuple[tuple[str, str], ...]:
    """Raises ValueError with every reason."""
    if value is None:
        return ()
    if not isinstance(value, dict):
        raise ValueError("Headers is not an object")
    if reasons := list(_reasons(value)):
        raise ValueError(", ".join(reasons))
    return tuple(value.items())


def _reasons(headers: dict[str, Any]) -> Iterator[str]:
    seen: set[str] = set()
    for name, text in headers.items():
        if not _NAME.fullmatch(name):
            yield "Headers contains an invalid name"
        elif _REFUSED.fullmatch(name):
            yield f"Headers can't contain {name}"
        elif name.lower() in seen:
            yield f"Headers contains {name} twice"
        elif not isinstance(text, str):
            yield f"Header {name} is not a text"
        elif not is_line(text):
            yield f"Header {name} can't contain line breaks or control characters"
        elif not _can_be_written(name, text):
            yield f"Header {name} is invalid"
        seen.add(name.lower())


def _can_be_written(name: str, text: str) -> bool:
    """Python reads some headers before it writes them, such as Reply-To, and falls over half an address."""
    try:
        email.policy.default.header_factory(name, text)
    except Exception:  # the package has a handful of ways to give up
        return False
    return True
