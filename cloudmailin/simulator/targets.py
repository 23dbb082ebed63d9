"""The URLs that mail and events are handed to.

Documented: since 2026 a user name or password inside a target is refused; a webhook has no other place for them,
and is sent them as HTTP Basic (a choice). What else makes a URL valid is a
choice: `http` or `https`, a host, and nothing in the host or port that programs read in different ways.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

WEBHOOK = "webhook"
_HOST = re.compile(r"[\w.:-]+")


def target_problem(target: object, name: str = "Target") -> str | None:
    """What is wrong with a target in a request, or None."""
    if not target:
        return f"{name} can't be blank"
    if not isinstance(target, str) or any(each.isspace() or not each.isprintable() for each in target):
        return f"{name} is not a valid URL"
    try:
        url = urlsplit(target)
        valid = (
            url.scheme in ("http", "https") and url.port != 0 and bool(_HOST.fullmatch(url.hostname or ""))
        )
    except ValueError:
        return f"{name} is not a valid URL"
    if name != WEBHOOK and (url.username is not None or url.password is not None):
        instead = ", use auth_header instead" if name == "Target" else ""
        return f"{name} can't contain a username or password{instead}"
    return None if valid else f"{name} is not a valid URL"
