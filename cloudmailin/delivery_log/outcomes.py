"""What a status of CloudMailin's means for the mail. Pure."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    DELAYED = "delayed"
    REJECTED = "rejected"


_FINAL_WORDS = frozenset({"max_size", "regexp", "rejected", "failed"})
"""Words in place of an HTTP status after which the sender does not try again."""


def outcome(status: str) -> Outcome:
    """By CloudMailin's documentation: 2xx accepted, 4xx rejected for good, all else is tried again later.

    Which words stand for a rejection is a choice, but for `max_size`.
    """
    if status in _FINAL_WORDS:
        return Outcome.REJECTED
    return {"2": Outcome.ACCEPTED, "4": Outcome.REJECTED}.get(status[:1], Outcome.DELAYED)
