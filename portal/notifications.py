"""What people are told about, and which of it they may switch off. Pure.

Every event that is told belongs to one topic; a person chooses by topic. What a tenant may lose a domain by can't
be switched off.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from cloudmailin.ownership.rules import Claim
from cloudmailin.states import State


class Topic(StrEnum):
    WORKING = "working"
    RECOVERED = "recovered"
    TROUBLE = "trouble"
    REMINDER = "reminder"
    RELEASE = "release"
    OWNERSHIP = "ownership"


ALWAYS = frozenset({Topic.OWNERSHIP})
"""Told by mail to whoever decides for the tenant, whatever they would rather."""

GROUPED = frozenset({Topic.WORKING, Topic.RECOVERED, Topic.TROUBLE, Topic.RELEASE})
"""Many of these may happen at once; they wait a little for each other."""

_TOPICS: Mapping[str, Topic] = {
    State.ACTIVE: Topic.WORKING,
    State.VERIFIED: Topic.WORKING,
    State.DEGRADED: Topic.TROUBLE,
    State.REJECTED: Topic.TROUBLE,
    "reminded": Topic.REMINDER,
    Claim.EXPIRED: Topic.RELEASE,
    "removed": Topic.RELEASE,
}


def reason_of(detail: Mapping[str, object]) -> str:
    """What makes an event another one than its kind alone; back from trouble is a reason of its own."""
    return "recovered" if detail.get("before") == State.DEGRADED else str(detail.get("reason", ""))


def topic(kind: str, reason: str) -> Topic:
    """Of an event that is told (portal.notices)."""
    if reason == "recovered":
        return Topic.RECOVERED
    return _TOPICS.get(kind, Topic.OWNERSHIP)
