"""What was seen for one record set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cloudmailin.dns.records import Purpose
from cloudmailin.dns.transcript import Exchange


class FindingStatus(StrEnum):
    OK = "ok"
    MISSING = "missing"
    WRONG = "wrong"
    CONFLICTING = "conflicting"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` names the cause; `seen` are the values in DNS; `detail` fills the cause's sentence.

    `hidden_seconds` is how long caches may still hide what is published: 0 when the world sees it, None when that is
    not known. `is_indirect` and `exchanges` say how it was found out, see `ZoneView`.
    """

    purpose: Purpose
    status: FindingStatus
    code: str
    seen: tuple[str, ...] = ()
    detail: Mapping[str, str] = field(default_factory=dict)
    hidden_seconds: int | None = None
    is_indirect: bool = False
    exchanges: tuple[Exchange, ...] = ()
