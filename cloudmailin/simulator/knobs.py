"""What can be turned for each account: how the limit counts, and what CloudMailin might do otherwise.

Nothing here is documented by CloudMailin; the defaults are the readings that the other modules explain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .checks import Check, choice, flag, header, number, optional, whole
from .limiter import Window

RETRY_SECONDS = "seconds"
RETRY_NONE = "none"
_YEAR = 31_536_000.0


@dataclass(frozen=True, slots=True)
class Knobs:
    """Times in seconds. `retry_after`: what a 429 carries; other text than the two names goes out as it is.

    `delete_seconds`: None when a deletion never completes. `deleted_returns`: how long after a deletion the
    object is back. `list_lag`: the age at which an object is first seen in lists.
    """

    window: Window = Window.SLIDING
    refused_count: bool = False
    retry_after: str = RETRY_SECONDS
    delete_seconds: float | None = 2.0
    deleted_returns: float | None = None
    list_lag: float = 0.0
    page_size: int | None = None
    revoked: bool = False
    domain_target: bool = True


NORMAL = Knobs()

CHECKS: Mapping[str, Check] = {
    "window": choice(Window),
    "refused_count": flag(),
    "retry_after": header(),
    "delete_seconds": optional(number(0, _YEAR)),
    "deleted_returns": optional(number(0, _YEAR)),
    "list_lag": number(0, _YEAR),
    "page_size": optional(whole(1, 10_000)),
    "revoked": flag(),
    "domain_target": flag(),
}


def turned(knobs: Knobs, fields: Mapping[str, Any]) -> Knobs:
    """The same with other values for the knobs among `fields`, which have been checked."""
    known = {name: fields[name] for name in CHECKS if name in fields}
    if "window" in known:
        known["window"] = Window(known["window"])
    return replace(knobs, **known)
