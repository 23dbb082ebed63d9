"""What became of each attempt to hand a mail to its target: CloudMailin's "incoming statuses", as values.

Documented: the fields shown, a `status` that is the HTTP code or the server's own word, and four categories.
CloudMailin's pages name a target that can't be reached `unreachable`; the other words are a choice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

KEPT = 2_000


class Category(StrEnum):
    SUCCESSFUL = "successful"
    DELAYED = "delayed"
    REJECTED = "rejected"
    MAX_SIZE = "max_size"


class Word(StrEnum):
    """A status where the target sent none."""

    CLIENT_TIMEOUT = "client_timeout"
    UNREACHABLE = "unreachable"
    NOT_SENT = "not_sent"
    REGEXP = "regexp"
    MAX_SIZE = "max_size"


@dataclass(frozen=True, slots=True)
class IncomingStatus:
    """One attempt. Times in seconds since 1970; `again_at`: when the sender tries once more, if ever.

    `mail` is the same for all attempts of one mail; `said`: what the target gave as a reason.
    """

    id: str
    account: str
    address_id: str
    mail: str
    message_id: str | None
    sender: str
    recipient: str
    subject: str | None
    tls: str | None
    status: str
    status_category: str
    created_at: float
    target: str
    target_format: str
    said: str = ""
    again_at: float | None = None

    def shown(self) -> dict[str, Any]:
        return {
            "message_id": self.message_id,
            "to": self.recipient,
            "from": self.sender,
            "status": self.status,
            "subject": self.subject,
            "tls": self.tls,
            "created_at": iso(self.created_at),
        }

    def searched(self) -> dict[str, str | datetime | None]:
        """The documented fields of a query. `failed` finds what is `rejected`: the two are listed as one."""
        rejected = self.status_category == Category.REJECTED
        return {
            "status": self.status,
            "status_category": "rejected failed" if rejected else self.status_category,
            "from": self.sender,
            "to": self.recipient,
            "subject": self.subject,
            "created_at": datetime.fromtimestamp(self.created_at, UTC),
        }


class IncomingLog:
    """The newest attempts, for ever the same number at most."""

    def __init__(self, kept: Iterable[IncomingStatus] = ()) -> None:
        self._rows = deque(kept, maxlen=KEPT)

    def __iter__(self) -> Iterator[IncomingStatus]:
        """Oldest first."""
        return iter(self._rows)

    def add(self, row: IncomingStatus) -> None:
        self._rows.append(row)

    def newest(
        self, *, account: str | None = None, address_id: str | None = None, mail: str | None = None
    ) -> list[IncomingStatus]:
        return [
            row
            for row in reversed(self._rows)
            if account in (None, row.account)
            and address_id in (None, row.address_id)
            and mail in (None, row.mail)
        ]


def iso(at: float) -> str:
    """In UTC, to the millisecond (ISO 8601)."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
