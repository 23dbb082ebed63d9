"""What was seen for one record set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cloudmailin.dns.records import Purpose


class FindingStatus(StrEnum):
    OK = "ok"
    MISSING = "missing"
    WRONG = "wrong"
    CONFLICTING = "conflicting"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` names the cause; `seen` are the values in DNS; `detail` fills the cause's sentence."""

    purpose: Purpose
    status: FindingStatus
    code: str
    seen: tuple[str, ...] = ()
    detail: Mapping[str, str] = field(default_factory=dict)
