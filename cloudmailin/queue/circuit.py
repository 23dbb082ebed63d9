"""The circuit that a refused key opens: nothing is called until somebody has changed the credentials."""

from __future__ import annotations

from cloudmailin.models.account import Account
from cloudmailin.queue import bell


def close(account: Account) -> None:
    """The credentials were changed: try again."""
    account.circuit_opened_at, account.circuit_reason = None, ""
    account.gate_until = account.rests_until = None
    account.save(update_fields=["circuit_opened_at", "circuit_reason", "gate_until", "rests_until"])
    bell.ring_for_operation(account.pk)
