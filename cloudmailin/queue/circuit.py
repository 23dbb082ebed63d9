"""The circuit that a refused key opens: nothing is called until somebody has changed the credentials."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.dispatch import Signal

from cloudmailin.models.account import Account
from cloudmailin.queue import bell, clock

opened = Signal()
"""Sent after commit with `account`: its key was refused."""


def open_for(account: Account, reason: str) -> None:
    """The key was refused; whoever wants to hear of it does so once."""
    stop(account, reason)
    transaction.on_commit(partial(opened.send, sender=None, account=account))


def stop(account: Account, reason: str) -> None:
    """Nothing is called from now on."""
    account.circuit_opened_at, account.circuit_reason = clock.now(), reason
    account.save(update_fields=["circuit_opened_at", "circuit_reason"])


def close(account: Account) -> None:
    """Try again."""
    account.circuit_opened_at, account.circuit_reason = None, ""
    account.gate_until = account.rests_until = None
    account.save(update_fields=["circuit_opened_at", "circuit_reason", "gate_until", "rests_until"])
    bell.ring_for_operation(account.pk)


def prove(account: Account) -> None:
    """The credentials were changed: try again, and only read until what is known was found there."""
    account.unproven_since = clock.now()
    account.save(update_fields=["unproven_since"])
    close(account)


def proven(account: Account) -> None:
    """It is the account that is known: whatever waits may be called."""
    account.unproven_since = account.rests_until = None
    account.save(update_fields=["unproven_since", "rests_until"])
    bell.ring_for_operation(account.pk)
