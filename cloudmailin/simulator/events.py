"""What happens to a message on its way, as CloudMailin reports it.

The kinds are the documented ones. Choices: which recipient meets which fate is asked for by the local part of
the address, as at other senders' test addresses (`bounce@example.com`, `soft-bounce+anything@example.com`);
everything happens at once; what `details` holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .objects import new_id


class Kind(StrEnum):
    REGISTRATION = "registration"
    DISPATCH = "dispatch"
    RATE_LIMIT = "rate_limit"
    DELIVERY = "delivery"
    BOUNCE = "bounce"
    SOFT_BOUNCE = "soft_bounce"
    DISPATCH_SOFT_BOUNCE = "dispatch_soft_bounce"
    ERROR = "error"
    RETRIES_EXHAUSTED = "retries_exhausted"
    OPEN = "open"
    READ = "read"
    CLICK = "click"
    AUTO_REPLY = "auto_reply"
    BOUNCE_REPLY = "bounce_reply"
    SUPPRESSED = "suppressed"


Course = tuple[Kind, ...]
_SENT: Course = (Kind.REGISTRATION, Kind.DISPATCH)
_DELIVERED: Course = (*_SENT, Kind.DELIVERY)
# In test mode a message is validated and goes nowhere; that it was taken in is all there is to report.
_TESTED: Course = (Kind.REGISTRATION,)

SPECIAL: dict[str, Course] = {
    "bounce": (*_SENT, Kind.BOUNCE),
    "soft-bounce": (*_SENT, Kind.SOFT_BOUNCE),
    "retries-exhausted": (*_SENT, Kind.SOFT_BOUNCE, Kind.RETRIES_EXHAUSTED),
    "dispatch-soft-bounce": (Kind.REGISTRATION, Kind.DISPATCH_SOFT_BOUNCE),
    "rate-limit": (Kind.REGISTRATION, Kind.RATE_LIMIT, Kind.DISPATCH, Kind.DELIVERY),
    "suppressed": (Kind.REGISTRATION, Kind.SUPPRESSED),
    "error": (Kind.REGISTRATION, Kind.ERROR),
    "open": (*_DELIVERED, Kind.OPEN),
    "read": (*_DELIVERED, Kind.OPEN, Kind.READ),
    "click": (*_DELIVERED, Kind.OPEN, Kind.CLICK),
    "auto-reply": (*_DELIVERED, Kind.AUTO_REPLY),
    "bounce-reply": (*_DELIVERED, Kind.BOUNCE_REPLY),
}

_DETAILS: dict[Kind, dict[str, Any]] = {
    Kind.DELIVERY: {"code": 250, "message": "2.0.0 Accepted"},
    Kind.BOUNCE: {"code": 550, "message": "5.1.1 There is no such mailbox"},
    Kind.SOFT_BOUNCE: {"code": 451, "message": "4.3.0 Try again later"},
    Kind.DISPATCH_SOFT_BOUNCE: {"code": 451, "message": "4.3.0 Try again later"},
    Kind.SUPPRESSED: {"message": "An earlier message to this recipient bounced"},
}


@dataclass(frozen=True, slots=True)
class Event:
    """`at` is Unix time; `id` is for the simulator's own use. `posted`: what became of telling the webhook, in words; empty without a webhook."""

    at: float
    kind: Kind
    recipient: str
    message_id: str
    details: dict[str, Any] = field(default_factory=dict)
    posted: str = ""
    id: str = field(default_factory=lambda: new_id(16))

    def shown(self) -> dict[str, Any]:
        """As the webhook gets it; `message_id` is the id that `POST /messages` answered."""
        return {
            "kind": self.kind,
            "recipient": self.recipient,
            "message_id": self.message_id,
            "details": self.details,
        }


def course(recipient: str, *, test_mode: bool) -> Course:
    """What happens to a message for this recipient, in order."""
    if test_mode:
        return _TESTED
    local = recipient.rpartition("@")[0].partition("+")[0]
    return SPECIAL.get(local.lower().replace("_", "-"), _DELIVERED)


def happening(kind: Kind, recipient: str, message_id: str, at: float) -> Event:
    return Event(at, kind, recipient, message_id, _DETAILS.get(kind, {}))


def steps(recipients: Iterable[str], message_id: str, at: float, *, test_mode: bool) -> list[list[Event]]:
    """All events of a message, step by step: first what happens first to each recipient."""
    courses = [(each, course(each, test_mode=test_mode)) for each in recipients]
    longest = max((len(kinds) for _, kinds in courses), default=0)
    return [
        [happening(kinds[step], each, message_id, at) for each, kinds in courses if step < len(kinds)]
        for step in range(longest)
    ]
