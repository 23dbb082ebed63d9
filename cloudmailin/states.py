"""States of what is attached to a domain, and the moves allowed between them.

sending:    requested -> awaiting_dns -> verifying -> verified <-> degraded -> removing -> gone
receiving:  awaiting_dns -> provisioning -> active   <-> degraded -> releasing -> removing -> gone
either:     rejected (CloudMailin or an ownership conflict said no)
            back to the first state, when staff have what vanished at CloudMailin made again
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Use(StrEnum):
    """What a domain is attached for."""

    RECEIVING = "receiving"
    SENDING = "sending"


class State(StrEnum):
    REQUESTED = "requested"
    AWAITING_DNS = "awaiting_dns"
    PROVISIONING = "provisioning"
    VERIFYING = "verifying"
    ACTIVE = "active"
    VERIFIED = "verified"
    DEGRADED = "degraded"
    REJECTED = "rejected"
    RELEASING = "releasing"
    REMOVING = "removing"
    GONE = "gone"


GOOD = frozenset({State.ACTIVE, State.VERIFIED})
WAITING_FOR_CLOUDMAILIN = frozenset({State.REQUESTED, State.PROVISIONING, State.VERIFYING})
LEAVING = frozenset({State.REMOVING, State.GONE})

INITIAL: Mapping[Use, State] = {Use.RECEIVING: State.AWAITING_DNS, Use.SENDING: State.REQUESTED}

_ENDING: Mapping[State, frozenset[State]] = {
    State.REMOVING: frozenset({State.GONE}),
    State.GONE: frozenset(),
}

TRANSITIONS: Mapping[Use, Mapping[State, frozenset[State]]] = {
    Use.SENDING: {
        State.REQUESTED: frozenset({State.AWAITING_DNS, State.REJECTED, State.REMOVING}),
        State.AWAITING_DNS: frozenset({State.VERIFYING, State.REJECTED, State.REMOVING, State.REQUESTED}),
        State.VERIFYING: frozenset(
            {State.VERIFIED, State.AWAITING_DNS, State.REJECTED, State.REMOVING, State.REQUESTED}
        ),
        State.VERIFIED: frozenset({State.DEGRADED, State.VERIFYING, State.REMOVING, State.REQUESTED}),
        State.DEGRADED: frozenset({State.VERIFIED, State.REMOVING, State.REQUESTED}),
        State.REJECTED: frozenset({State.REQUESTED, State.REMOVING}),
        **_ENDING,
    },
    Use.RECEIVING: {
        State.AWAITING_DNS: frozenset({State.PROVISIONING, State.REJECTED, State.REMOVING}),
        State.PROVISIONING: frozenset({State.ACTIVE, State.REJECTED, State.REMOVING}),
        State.ACTIVE: frozenset({State.DEGRADED, State.RELEASING, State.REMOVING, State.AWAITING_DNS}),
        State.DEGRADED: frozenset({State.ACTIVE, State.RELEASING, State.REMOVING, State.AWAITING_DNS}),
        State.REJECTED: frozenset({State.AWAITING_DNS, State.REMOVING}),
        State.RELEASING: frozenset({State.REMOVING}),
        **_ENDING,
    },
}


class IllegalTransition(Exception):
    """A move that the table does not allow: a bug in the caller, never a customer's mistake."""


def require_allowed(use: Use, before: State, after: State) -> None:
    """Raise IllegalTransition unless the table allows the move."""
    if after not in TRANSITIONS[use].get(before, frozenset()):
        raise IllegalTransition(f"{use}: {before} -> {after}")
