"""What happens by itself as time goes by: a deletion is accepted at once and done later.

Documented: DELETE answers 202, "deletion may not happen immediately". An object carries the moment at which
it vanishes, so its state is a function of the time, and neither a timer nor a restart can lose it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from .objects import Address, CustomDomain, SendingDomain

# A moment that no clock reaches; finite, as JSON knows no infinity.
NEVER = 1e12

Thing = TypeVar("Thing", Address, CustomDomain, SendingDomain)


def vanishing(now: float, seconds: float | None) -> float:
    """When a deletion is done that takes so long, or NEVER."""
    return NEVER if seconds is None else now + seconds


def doomed(thing: Thing, *, at: float) -> Thing:
    """The same object, to vanish at a wall-clock time. Asking again does not postpone an earlier moment."""
    earliest = at if thing.vanishes_at is None else min(at, thing.vanishes_at)
    return replace(thing, vanishes_at=earliest)


def remaining(things: Mapping[str, Thing], now: float) -> dict[str, Thing]:
    """Those that still exist."""
    return {
        id_: thing for id_, thing in things.items() if thing.vanishes_at is None or now < thing.vanishes_at
    }
