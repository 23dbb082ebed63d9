"""An outbound account, which CloudMailin's pages also call a server: the credentials that send.

Documented: `POST /messages` takes the SMTP user name in the path and the SMTP token as bearer, and a server
in test mode keeps every message in test mode. The rest is a choice: the SMTP user name is also the id that
`outbound_account_id` asks for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .targets import WEBHOOK, target_problem


@dataclass(frozen=True, slots=True)
class OutboundAccount:
    """`account` owns it. `webhook` is where its events go. `verified_senders_only`: whether the domain of
    `from` must be a verified sending domain of the account."""

    username: str
    token: str
    account: str
    test_mode: bool = False
    webhook: str | None = None
    verified_senders_only: bool = True

    def shown(self) -> dict[str, Any]:
        """All but the token."""
        return {
            "id": self.username,
            "username": self.username,
            "account": self.account,
            "test_mode": self.test_mode,
            "webhook": self.webhook,
            "verified_senders_only": self.verified_senders_only,
        }


CHANGEABLE = ("token", "test_mode", "webhook", "verified_senders_only")


def problems(fields: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the fields that are there."""
    for name, refused in (("username", " /?#%:"), ("token", " "), ("account", " ")):
        if name in fields and not _is_word(fields[name], refused):
            yield f"{name} is missing or invalid"
    for name in ("test_mode", "verified_senders_only"):
        if name in fields and not isinstance(fields[name], bool):
            yield f"{name} is missing or invalid"
    if fields.get("webhook") is not None and (problem := target_problem(fields["webhook"], WEBHOOK)):
        yield problem


def _is_word(value: object, refused: str) -> bool:
    """Something that can stand in a header, and without more, in a URL's path."""
    return (
        isinstance(value, str)
        and value.isascii()
        and value.isprintable()
        and not set(value) & set(refused)
        and value != ""
    )
