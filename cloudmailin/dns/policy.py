"""A customer's own DMARC policy as receivers could read it (RFC 7489 section 6.3)."""

from __future__ import annotations

import re
from difflib import get_close_matches

from cloudmailin.dns.causes.reading import tags

_POLICIES = ("none", "quarantine", "reject")
_START = re.compile(r"^\W*v\s*=\s*dmarc1[\s,:;]*", re.IGNORECASE)
_OWN = ("adkim", "aspf", "fo", "pct", "rf", "ri", "rua", "ruf", "sp")


def mended(policy: str, default: str) -> str:
    """With v=DMARC1 first and a policy that exists, the other tags as they were; `default` where it is no policy at all."""
    ascii = "".join(each for each in policy if " " <= each <= "~" and each not in '"\\')
    found = tags(_START.sub("v=DMARC1; ", ascii))
    if not found.keys() & {"v", "p"} or found.get("v", "").startswith("spf"):
        return default
    own = {name: value for name, value in found.items() if name in _OWN}
    return "; ".join(f"{name}={value}" for name, value in {"v": "DMARC1", "p": _meant(found), **own}.items())


def _meant(found: dict[str, str]) -> str:
    """The policy that was meant; "none", which asks for nothing, where that can't be told."""
    return next(iter(get_close_matches(found.get("p", "").lower(), _POLICIES, 1)), "none")
