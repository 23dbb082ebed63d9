"""Whether mail goes where the customer wants it to, and how soon it will."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from cloudmailin.models import Address, Operation
from cloudmailin.queue import clock
from cloudmailin.queue.line import places
from portal import words
from portal.words import Words

_TONES = {"unset": "bad", "refused": "bad", "ready": "quiet", "pending": "busy", "applied": "good"}


@dataclass(frozen=True, slots=True)
class Standing:
    """`seconds` until it takes effect, where that is known."""

    state: str
    seconds: int | None = None

    @property
    def about(self) -> Words:
        return words.DELIVERY[self.state]

    @property
    def tone(self) -> str:
        return _TONES[self.state]

    @property
    def is_moving(self) -> bool:
        return self.state == "pending"


def standing(address: Address) -> Standing:
    if not address.target:
        return Standing("unset")
    if address.problem:
        return Standing("refused")
    if not address.remote_id:
        return Standing("ready")
    return Standing("applied") if address.is_applied else Standing("pending", _seconds(address))


def _seconds(address: Address) -> int | None:
    """None while it is being sent, and while nothing can be."""
    if address.account.is_halted:
        return None
    now = clock.now()
    mine = {"kind": Operation.Kind.CHANGE_ADDRESS, "target_id": address.pk}
    starts = [start for _operation, _place, start in places(address.account, now, **mine)]
    return ceil((starts[0] - now).total_seconds()) if starts else None
