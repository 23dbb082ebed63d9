"""The load: domains that come and go in many accounts at once, as the plan has them.

The next domain of an account comes when few of its operations are left, so that there is always work, and
never so much that a machine falls behind. A verb that fails because PostgreSQL is away is tried again: then
it finds what it has done, or does it.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from threading import Event, Thread

from django.db import Error, close_old_connections, connection
from django.db.models import Count

from cloudmailin.lifecycle.attach import TooManyUnproven
from cloudmailin.models import Domain, Operation
from tenants.scoping import across_tenants
from tests.faults.chaos.dns_host import DnsHost
from tests.faults.chaos.life import Life, Phase, attached
from tests.faults.chaos.people import Tenants
from tests.faults.chaos.plan import End, Wish

LIVE = (Operation.Status.WAITING, Operation.Status.RUNNING)
_BACKLOG = 8
_MOST_OF_ONE = 2
"""Operations that a domain begins with."""

_PAUSE = 0.4


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
        return [(life.wish, life.tenant.pk) for life in self._lives]

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
        unfinished = [life for life in self._lives if life.phase is not Phase.FINAL]
        domains = _domains(life.domain for life in unfinished)
        for life in unfinished:
            life.go_on(domains[life.domain], self._dns)
        self._let_accounts_begin({life.wish.account for life in unfinished})
        busy = _live_operations()
        for left in self._active:
            account = self._homes[left[0].account][0].brand.account.pk
            self._attach_some(left, _BACKLOG - busy[account])
        self.ended = not (self._coming or self._active or unfinished)

    def _let_accounts_begin(self, occupied: set[int]) -> None:
        self._active = [left for left in self._active if left]
        working = occupied | {left[0].account for left in self._active}
        while self._coming and len(working) < self._together:
            if following := self._coming.popleft():
                self._active.append(following)
                working.add(following[0].account)

    def _attach_some(self, left: deque[Wish], room: int) -> None:
        while left and room > 0:
            wish = left[0]
            tenant = self._homes[wish.account][wish.tenant]
            try:
                domain = attached(wish, tenant)
            except TooManyUnproven:
                return
            left.popleft()
            life = Life(wish, tenant, domain.pk, wish.returns, time.monotonic())
            self._lives.append(life)
            room -= _MOST_OF_ONE
            if wish.end is End.AT_ONCE:
                life.go_on(domain, self._dns)


def _live_operations() -> Counter[int]:
    live = Operation.objects.filter(status__in=LIVE).values("account").annotate(count=Count("pk"))
    return Counter({each["account"]: each["count"] for each in live})


def _domains(ids: Iterable[int]) -> dict[int, Domain]:
    found = Domain.objects.filter(pk__in=list(ids)).select_related("tenant__brand", "receiving", "sending")
    return {domain.pk: domain for domain in found}
