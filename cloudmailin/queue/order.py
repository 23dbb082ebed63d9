"""Who is next: the rank of an operation, and how waiting raises it."""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum


class Rank(IntEnum):
    """Lower goes first."""

    INTERACTIVE = 0
    LIFECYCLE = 1
    DELETION = 2
    REFRESH = 3
    RECONCILIATION = 4


HALF_LIFE = timedelta(minutes=10)
"""After this a tenant's calls count half as much against it, when it is decided whose turn it is."""

AGEING = timedelta(minutes=10)
"""Each time this has passed, a waiting operation moves up one rank, as far as LIFECYCLE.

Reconciliation never moves up: nobody waits for it.
"""
