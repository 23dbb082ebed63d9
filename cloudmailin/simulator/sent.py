"""One message that the API has accepted, and what has become of it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from .events import Event, Kind


@dataclass(frozen=True, slots=True)
class Sent:
    """`sender`, `to` and `cc` are written as in headers, `domain` is the sender's; `recipients` are bare
    addresses; `at` is Unix time, `size` in bytes."""

    id: str
    outbound_account: str
    account: str
    sender: str
    domain: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    recipients: tuple[str, ...]
    subject: str
    tags: tuple[str, ...]
    priority: str
    test_mode: bool
    at: float
    size: int
    events: tuple[Event, ...] = ()

    @property
    def status(self) -> str:
        """A choice: the kind of what happened last."""
        return self.events[-1].kind if self.events else ""

    @property
    def delivered_to(self) -> tuple[str, ...]:
        delivered = {each.recipient for each in self.events if each.kind is Kind.DELIVERY}
        return tuple(each for each in self.recipients if each in delivered)

    @property
    def created_at(self) -> str:
        return instant(self.at)

    def shown(self) -> dict[str, Any]:
        """A choice, as nothing is documented about an outbound message's fields."""
        return {
            "id": self.id,
            "outbound_account_id": self.outbound_account,
            "from": self.sender,
            "to": list(self.to),
            "cc": list(self.cc),
            "subject": self.subject,
            "status": self.status,
            "tags": list(self.tags),
            "priority": self.priority,
            "test_mode": self.test_mode,
            "created_at": self.created_at,
        }


def instant(at: float) -> str:
    """ISO 8601 in UTC, to the millisecond."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_json(sent: Sent) -> dict[str, Any]:
    values = {field.name: getattr(sent, field.name) for field in fields(sent)}
    return {
        **values,
        "events": [{f.name: getattr(each, f.name) for f in fields(each)} for each in sent.events],
    }


def from_json(kept: dict[str, Any]) -> Sent:
    """Raises KeyError, TypeError or ValueError for what is no such message."""
    lists = {name: tuple(kept[name]) for name in ("to", "cc", "recipients", "tags")}
    events = tuple(Event(**{**each, "kind": Kind(each["kind"])}) for each in kept["events"])
    return Sent(**{**kept, **lists, "events": events})
