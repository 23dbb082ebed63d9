"""The load: domains attached, published, looked at and detached by the product's own verbs, as the plan has them.

The next domain of an account comes when few of its operations are left, so that there is always work, and
never so much that a machine falls behind. A verb that fails because PostgreSQL is away is tried again: then
it finds what it has done, or does it.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from threading import Event, Thread

from django.db import Error, close_old_connections, connection
from django.db.models import Count

from cloudmailin.lifecycle.attach import AlreadyAttached, BeingRemoved, TooManyUnproven, attach
from cloudmailin.lifecycle.detach import detach
from cloudmailin.lifecycle.schedule import check_now, watch
from cloudmailin.models import Domain, Operation
from cloudmailin.states import GOOD, State
from tenants.names import DomainName
from tenants.scoping import across_tenants
from tests.faults.chaos.dns_host import DnsHost
from tests.faults.chaos.people import Tenants
from tests.faults.chaos.plan import End, Wish

LIVE = (Operation.Status.WAITING, Operation.Status.RUNNING)
_BACKLOG = 8
_PAUSE = 0.4
_LOOKS_EVERY = 8.0


class Phase(Enum):
    """Where a domain's life stands. FINAL: nothing more is asked for it."""

    ATTACHED = auto()
    LEAVING = auto()
    FINAL = auto()


@dataclass(slots=True)
class Life:
    wish: Wish
    tenant: int
    domain: int
    attached_at: float
    returns: bool
    phase: Phase = Phase.ATTACHED
    looked_at: float = 0.0
    published: int = 0


class Load:
    """On a thread of its own. `together`: so many accounts have work at a time."""

    def __init__(
        self, plan: Sequence[Sequence[Wish]], homes: Sequence[Tenants], dns: DnsHost, together: int
    ) -> None:
        self._homes, self._dns = homes, dns
        self._coming = deque(deque(each) for each in plan)
        self._active: list[deque[Wish]] = []
        self._lives: list[Life] = []
        self._together = together
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="load", daemon=True)
        self.error: Exception | None = None
        self.ended = False

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(30)

    def intents(self) -> list[tuple[Wish, int]]:
        """Every domain that was asked for, with its tenant; all of them have reached their last phase."""
        return [(life.wish, life.tenant) for life in self._lives]

    def _run(self) -> None:
        try:
            while not self._stopped.is_set() and not self.ended:
                self._try_a_round()
                self._stopped.wait(_PAUSE)
        except Exception as error:
            self.error = error
        finally:
            connection.close()

    def _try_a_round(self) -> None:
        close_old_connections()
        try:
            with across_tenants():
                self._round()
        except Error:
            connection.close()

    def _round(self) -> None:
        busy = _live_operations()
        unfinished = [life for life in self._lives if life.phase is not Phase.FINAL]
        domains = _domains(life.domain for life in unfinished)
        for life in unfinished:
            self._follow(life, domains[life.domain])
        occupied = {life.wish.account for life in unfinished}
        account_of = [home[0].brand.account.pk for home in self._homes]
        self._active = [left for left in self._active if left]
        working = {left[0].account for left in self._active} | occupied
        while self._coming and len(working) < self._together:
            if following := self._coming.popleft():
                self._active.append(following)
                working.add(following[0].account)
        for left in self._active:
            self._attach_some(left, _BACKLOG - busy[account_of[left[0].account]])
        self.ended = not (self._coming or self._active or unfinished)

    def _attach_some(self, left: deque[Wish], room: int) -> None:
        while left and room > 0:
            wish = left[0]
            tenant = self._homes[wish.account][wish.tenant]
            try:
                domain = attach(tenant, DomainName(wish.name), set(wish.uses))
            except AlreadyAttached as before:
                domain = before.domain
            except TooManyUnproven:
                return
            left.popleft()
            self._lives.append(Life(wish, tenant.pk, domain.pk, time.monotonic(), wish.returns))
            room -= 2
            if wish.end is End.AT_ONCE:
                detach(domain)

    def _follow(self, life: Life, domain: Domain) -> None:
        match life.phase:
            case Phase.ATTACHED:
                self._help(life, domain)
                if life.wish.end is End.STAYS:
                    life.phase = Phase.FINAL if is_settled(life.wish, domain) else life.phase
                elif self._is_time_to_go(life, domain):
                    detach(domain)
                    life.phase = Phase.LEAVING
            case Phase.LEAVING if domain.removed_at and life.returns:
                self._attach_again(life)
            case Phase.LEAVING if domain.removed_at:
                life.phase = Phase.FINAL
            case _:
                pass

    def _is_time_to_go(self, life: Life, domain: Domain) -> bool:
        match life.wish.end:
            case End.SETTLED:
                return is_settled(life.wish, domain)
            case End.SOON:
                return time.monotonic() > life.attached_at + life.wish.after
            case _:
                return True

    def _attach_again(self, life: Life) -> None:
        tenant = self._homes[life.wish.account][life.wish.tenant]
        try:
            life.domain = attach(tenant, DomainName(life.wish.name), set(life.wish.uses)).pk
        except BeingRemoved:
            return
        except AlreadyAttached as before:
            life.domain = before.domain.pk
        life.returns, life.phase, life.published = False, Phase.ATTACHED, 0

    def _help(self, life: Life, domain: Domain) -> None:
        """What the customer does meanwhile: publish the records as they become known, look at the page."""
        if life.wish.is_published:
            published = self._dns.publish(domain, life.published)
            if published > life.published:
                check_now(domain)
            life.published = published
        now = time.monotonic()
        if life.wish.is_watched and now > life.looked_at + _LOOKS_EVERY:
            watch(domain)
            life.looked_at = now


def is_settled(wish: Wish, domain: Domain) -> bool:
    """Whether each use is where it can get to: in the good state, or waiting for records that never come."""
    resting = GOOD if wish.is_published else {State.AWAITING_DNS}
    return {one.use for one in domain.attachments} == wish.uses and all(
        one.state in resting for one in domain.attachments
    )


def _live_operations() -> Counter[int]:
    live = Operation.objects.filter(status__in=LIVE).values("account").annotate(count=Count("pk"))
    return Counter({each["account"]: each["count"] for each in live})


def _domains(ids: Iterable[int]) -> dict[int, Domain]:
    found = Domain.objects.filter(pk__in=list(ids)).select_related("tenant__brand", "receiving", "sending")
    return {domain.pk: domain for domain in found}
