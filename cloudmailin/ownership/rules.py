"""Who has a name: the states of a claim, and what moves it. A look that learned nothing moves nothing.

pending -> proven <-> weakened     proven, weakened: the claim holds the name, as the only one of all tenants'
   |  ^       ^          |
   |  |       |          v
   |  +-- contested   released -> quarantined
   v
expired                            any of those above is released by its tenant, by staff, or by displacement

Source: DESIGN, "Who owns a domain"; THREATS 1 to 6 and 13 to 16.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from cloudmailin.steadiness import LEAVING_GOOD, RETURNING, Doubt, Patience, after


class Claim(StrEnum):
    PENDING = "pending"
    PROVEN = "proven"
    WEAKENED = "weakened"
    CONTESTED = "contested"
    RELEASED = "released"
    QUARANTINED = "quarantined"
    EXPIRED = "expired"


HOLDING = frozenset({Claim.PROVEN, Claim.WEAKENED})
OPEN = HOLDING | {Claim.PENDING, Claim.CONTESTED}

MOVES: Mapping[Claim, frozenset[Claim]] = {
    Claim.PENDING: frozenset({Claim.PROVEN, Claim.CONTESTED, Claim.EXPIRED, Claim.RELEASED}),
    Claim.CONTESTED: frozenset({Claim.PROVEN, Claim.PENDING, Claim.RELEASED}),
    Claim.PROVEN: frozenset({Claim.WEAKENED, Claim.RELEASED}),
    Claim.WEAKENED: frozenset({Claim.PROVEN, Claim.RELEASED}),
    Claim.RELEASED: frozenset({Claim.QUARANTINED}),
    Claim.QUARANTINED: frozenset(),
    Claim.EXPIRED: frozenset(),
}

PENDING_FOR = timedelta(days=14)
REMINDERS = (timedelta(days=3), timedelta(days=10))
"""After a claim was made; one that is proven by then needs none."""

QUARANTINE = timedelta(days=7)
"""From when nothing of a name that was held is attached any more; a fresh proof opens it earlier."""

WEAKENING = Patience(9, timedelta(hours=72))
"""The customer's DNS host may be moving; an outage is no look at all."""

DISPLACING = Patience(3, timedelta(hours=1))
"""So long the holder's token has to be gone when somebody else's stands in its place."""


class IllegalMove(Exception):
    """A move that the table does not allow: a bug in the caller, never a customer's mistake."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A claim, and the looks that lately contradict it: for a weakened one those that saw its token again."""

    claim: Claim
    doubt: Doubt = field(default_factory=Doubt)

    def gives_way(self, now: datetime) -> bool:
        """To a fresh proof of somebody else's."""
        if self.claim is Claim.WEAKENED:
            return not self.doubt.looks
        return self.claim is Claim.PROVEN and DISPLACING.is_over(self.doubt, now)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look makes of a claim; `displaces` the holder, which is released in the same moment."""

    standing: Standing
    displaces: bool = False


def require_allowed(before: Claim, to: Claim) -> None:
    """Raise IllegalMove unless the table allows the move."""
    if to not in MOVES[before]:
        raise IllegalMove(f"{before} -> {to}")


def after_look(own: Standing, proof: bool | None, holder: Standing | None, now: datetime) -> Verdict:
    """`proof`: whether the claim's own token stands in DNS, None where that was not learned.

    `holder`: the claim of another tenant that holds the name.
    """
    match own.claim:
        case _ if proof is None:
            return Verdict(own)
        case Claim.PENDING | Claim.CONTESTED if proof:
            return _proven(holder, now)
        case Claim.CONTESTED:
            return _unless(own, Claim.PENDING, LEAVING_GOOD, contradicts=True, now=now)
        case Claim.PROVEN:
            return _unless(own, Claim.WEAKENED, WEAKENING, contradicts=not proof, now=now)
        case Claim.WEAKENED:
            return _unless(own, Claim.PROVEN, RETURNING, contradicts=proof, now=now)
        case _:
            return Verdict(own)


def after_time(claim: Claim, made_at: datetime, now: datetime) -> Claim:
    """A claim that nobody proves does not stay for ever."""
    return Claim.EXPIRED if claim is Claim.PENDING and now - made_at >= PENDING_FOR else claim


def _proven(holder: Standing | None, now: datetime) -> Verdict:
    if holder is None:
        return Verdict(Standing(Claim.PROVEN))
    if holder.gives_way(now):
        return Verdict(Standing(Claim.PROVEN), displaces=True)
    return Verdict(Standing(Claim.CONTESTED))


def _unless(own: Standing, to: Claim, patience: Patience, *, contradicts: bool, now: datetime) -> Verdict:
    """The same claim, until the looks against it have lasted."""
    doubt = after(own.doubt, contradicts=contradicts, now=now)
    return Verdict(Standing(to) if patience.is_over(doubt, now) else Standing(own.claim, doubt))
