"""Which address a mail is for: the address's own name at cloudmailin.net, or a receiving domain of it.

Documented: every receiving domain takes all names at it, a wildcard takes one level below it. Choices: the
domain itself goes before a wildcard; what follows a `+` in an address's own name is the sender's affair.
"""

from __future__ import annotations

from dataclasses import dataclass

from .objects import INBOUND_DOMAIN, Address, CustomDomain
from .state import State


@dataclass(frozen=True, slots=True)
class Route:
    """`domain` is None for an address's own name."""

    address: Address
    domain: CustomDomain | None = None

    @property
    def target(self) -> str:
        return (self.domain and self.domain.domain_target) or self.address.target

    @property
    def pattern(self) -> str | None:
        return (self.domain and self.domain.auth_regex) or None


def route(recipient: str, state: State) -> Route | None:
    """None when nobody receives there."""
    local, _, name = recipient.rpartition("@")
    if name == INBOUND_DOMAIN:
        own = state.addresses.get(local.partition("+")[0].lower())
        return Route(own) if own else None
    domain = _attached(name, state) or _attached(f"*.{name.partition('.')[2]}", state)
    address = state.addresses.get(domain.address_id) if domain else None
    return Route(address, domain) if address else None


def _attached(name: str, state: State) -> CustomDomain | None:
    return next((each for each in state.custom_domains.values() if each.domain == name), None)
