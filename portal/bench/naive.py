"""What a plain Celery port would do with the same customers: poll each domain, and try again after a 429."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from random import Random

from cloudmailin.queue.budget import Limit
from cloudmailin.states import Use
from portal.bench.agenda import Agenda
from portal.bench.customers import DAY, MINUTE, Plan
from portal.bench.provider import Door

POLL = 5 * MINUTE
_LATENCY = 0.5
_LAST = 4 * DAY
"""A port that has not got there by then is stopped, with the calls it has made so far."""


class Naive:
    """A task a use and domain: make the sending domain, then ask every five minutes until CloudMailin says yes.

    Receiving is asked for in the same way: CloudMailin refuses the name until its MX records are there.
    """

    def __init__(self, limit: Limit, chance: Random) -> None:
        self._agenda = Agenda(lambda _: None)
        self._door = Door(limit)
        self._chance = chance
        self._right_at: dict[str, float] = {}
        self.finished = 0

    @property
    def calls(self) -> int:
        return len(self._door.arrivals)

    def run(self, plans: Sequence[Plan]) -> None:
        for plan in plans:
            self._agenda.at(plan.comes, partial(self._come, plan))
        self._agenda.run(_LAST)

    def _come(self, plan: Plan) -> None:
        if Use.SENDING not in plan.uses:
            self._know_records(plan)
            return
        self._call(partial(self._know_records, plan))

    def _know_records(self, plan: Plan) -> None:
        self._right_at[plan.name] = self._agenda.now + plan.publishes_after + plan.mistaken_for
        for _ in plan.uses:
            self._agenda.after(POLL, partial(self._poll, plan))

    def _poll(self, plan: Plan) -> None:
        self._call(partial(self._polled, plan))

    def _polled(self, plan: Plan) -> None:
        if self._right_at[plan.name] <= self._agenda.now:
            self.finished += 1
        else:
            self._agenda.after(POLL, partial(self._poll, plan))

    def _call(self, then: Callable[[], None]) -> None:
        """With the retry that a 429 asks for, a little spread out."""
        wait = self._door.retry_after(self._agenda.now)
        if wait is None:
            self._agenda.after(_LATENCY, then)
        else:
            self._agenda.after(wait * self._chance.uniform(1, 1.5), partial(self._call, then))
