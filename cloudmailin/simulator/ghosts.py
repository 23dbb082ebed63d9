"""Objects that were deleted and come back some time later, for accounts whose `deleted_returns` is set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from .objects import Account, Address, CustomDomain, SendingDomain

Thing = Address | CustomDomain | SendingDomain
_KINDS: dict[str, type[Thing]] = {each.__name__: each for each in (Address, CustomDomain, SendingDomain)}


@dataclass(frozen=True, slots=True)
class Ghost:
    """What comes back, and when; `at` in seconds since 1970."""

    at: float
    thing: Thing


def ghosts(gone: Iterable[Thing], accounts: Mapping[str, Account]) -> list[Ghost]:
    """Of what has vanished, that which will be back, as if it had never been deleted."""
    found = []
    for thing in gone:
        account = accounts.get(thing.account)
        after = account.knobs.deleted_returns if account else None
        if after is not None and thing.vanishes_at is not None:
            found.append(Ghost(thing.vanishes_at + after, replace(thing, vanishes_at=None)))
    return found


def kept(ghost: Ghost) -> dict[str, Any]:
    return {"at": ghost.at, "kind": type(ghost.thing).__name__, "thing": asdict(ghost.thing)}


def read(kept: Mapping[str, Any]) -> Ghost:
    return Ghost(kept["at"], _KINDS[kept["kind"]](**kept["thing"]))
