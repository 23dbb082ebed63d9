"""The bell: says that there is work. Whoever misses it finds the rows at the next sweep."""

from __future__ import annotations

from django.db import transaction
from django.dispatch import Signal

operation_waits = Signal()
"""Sent after commit with `account_id`."""

domain_is_due = Signal()
"""Sent after commit."""

list_waits = Signal()
"""Sent after commit."""


def ring_for_operation(account_id: int) -> None:
    transaction.on_commit(lambda: operation_waits.send(sender=None, account_id=account_id))


def ring_for_check() -> None:
    transaction.on_commit(lambda: domain_is_due.send(sender=None))


def ring_for_list() -> None:
    transaction.on_commit(lambda: list_waits.send(sender=None))
