"""The life of one domain, as its customer leads it by the product's own verbs."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import Enum, auto

from cloudmailin.lifecycle.attach import AlreadyAttached, BeingRemoved, attach
from cloudmailin.lifecycle.detach import detach
from cloudmailin.lifecycle.schedule import check_now, watch
from cloudmailin.models import Domain
from cloudmailin.states import GOOD, State
from tenants.models import Tenant
from tenants.names import DomainName
from tests.faults.chaos.dns_host import DnsHost
from tests.faults.chaos.plan import End, Wish

_LOOKS_EVERY = 8.0


class Phase(Enum):
    """Where it stands. FINAL: nothing more is asked for it."""

    ATTACHED = auto()
    LEAVING = auto()
    FINAL = auto()


@dataclass(slots=True)
class Life:
    """`domain`: the row that stands for it now. Moments are on the steady clock, in seconds."""

    wish: Wish
    tenant: Tenant
    domain: int
    returns: bool
    attached_at: float
    phase: Phase = Phase.ATTACHED
    looked_at: float = 0.0
    published: int = 0

    def go_on(self, domain: Domain, dns: DnsHost) -> None:
        """The customer's next act, if one is due. Any of them may be repeated after an error."""
        match self.phase:
            case Phase.ATTACHED:
                self._help(domain, dns)
                self._leave_or_stay(domain)
            case Phase.LEAVING if domain.removed_at and self.returns:
                self._return()
            case Phase.LEAVING if domain.removed_at:
                self.phase = Phase.FINAL
            case _:
                pass

    def _help(self, domain: Domain, dns: DnsHost) -> None:
        """Publish the records as they become known, look at the page."""
        if self.wish.is_published:
            published = dns.publish(domain, self.published)
            if published > self.published:
                check_now(domain)
            self.published = published
        now = time.monotonic()
        if self.wish.is_watched and now > self.looked_at + _LOOKS_EVERY:
            watch(domain)
            self.looked_at = now

    def _leave_or_stay(self, domain: Domain) -> None:
        if self.wish.end is End.STAYS:
            self.phase = Phase.FINAL if is_settled(self.wish, domain) else self.phase
        elif self._is_time_to_go(domain):
            detach(domain, at_once=True)
            self.phase = Phase.LEAVING

    def _is_time_to_go(self, domain: Domain) -> bool:
        match self.wish.end:
            case End.SETTLED:
                return is_settled(self.wish, domain)
            case End.SOON:
                return time.monotonic() > self.attached_at + self.wish.after
            case _:
                return True

    def _return(self) -> None:
        try:
            self.domain = attached(self.wish, self.tenant).pk
        except BeingRemoved:
            return
        self.returns, self.phase, self.published = False, Phase.ATTACHED, 0


def attached(wish: Wish, tenant: Tenant) -> Domain:
    """Attach it, also for the second time, when the answer to the first was lost. Raises BeingRemoved, TooManyUnproven."""
    try:
        return attach(tenant, DomainName(wish.name), set(wish.uses))
    except BeingRemoved:
        raise
    except AlreadyAttached as before:
        return before.domain


def is_settled(wish: Wish, domain: Domain) -> bool:
    """Whether each use is where it can get to: in the good state, or waiting for records that never come."""
    resting = GOOD if wish.is_published else {State.AWAITING_DNS}
    return {one.use for one in domain.attachments} == wish.uses and all(
        one.state in resting for one in domain.attachments
    )
