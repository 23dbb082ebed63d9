"""The workers of one account: claim and settle for real, with the call in between on the agenda."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import ceil, floor
from random import Random

from cloudmailin.models import Operation
from cloudmailin.queue.call import Outcome
from cloudmailin.queue.claim import Claim, claim
from cloudmailin.queue.settle import settle
from cloudmailin.queue.step import BETWEEN_SWEEPS
from portal.bench.agenda import Agenda
from portal.bench.clock import seconds_at
from portal.bench.provider import Provider

LONGEST_CALL = 1.0
"""Seconds; a call's latency is anything up to it."""

_BELL = 0.02
_SWEEP = BETWEEN_SWEEPS.total_seconds()


@dataclass(frozen=True, slots=True)
class Served:
    """One call: of what, since when it was due, when it started and ended; in seconds."""

    operation_id: int
    kind: str
    tenant_id: int | None
    domain_id: int | None
    attempt: int
    is_watched: bool
    due: float
    start: float
    end: float


class Workers:
    """They hear the bell at once, sweep at every full second, and look again when a short wait is over: as the tasks do."""

    def __init__(
        self,
        account_id: int,
        agenda: Agenda,
        provider: Provider,
        chance: Random,
        settled: Callable[[Operation], None],
    ) -> None:
        self._account_id = account_id
        self._agenda = agenda
        self._provider = provider
        self._chance = chance
        self._settled = settled
        self._is_busy = False
        self._looks_at = float("inf")
        self.served: list[Served] = []

    def ring(self) -> None:
        self._agenda.after(_BELL, self._serve)

    def _serve(self) -> None:
        if self._is_busy:
            return
        got = claim(self._account_id)
        if isinstance(got, Claim):
            self._call(got)
        elif got.until and got.seconds:
            is_short = got.seconds <= _SWEEP
            self._look_again(
                seconds_at(got.until) + _BELL
                if is_short
                else self._sweep_after(seconds_at(got.until) - _SWEEP)
            )
        else:
            self._sweep_for_the_next_due()

    def _call(self, claimed: Claim) -> None:
        self._is_busy = True
        latency = self._chance.uniform(0.05, LONGEST_CALL)
        operation = Operation.objects.select_related("domain").get(pk=claimed.operation_id)
        outcome = self._provider.answer(operation, self._agenda.now + latency * self._chance.random())
        self.served.append(_served(operation, self._agenda.now, latency))
        self._agenda.after(latency, partial(self._settle, claimed, operation, outcome))

    def _settle(self, claimed: Claim, operation: Operation, outcome: Outcome) -> None:
        settle(claimed, outcome)
        self._is_busy = False
        self._settled(operation)
        self._serve()

    def _sweep_for_the_next_due(self) -> None:
        waiting = Operation.objects.filter(account=self._account_id, status=Operation.Status.WAITING)
        due_at = waiting.order_by("due_at").values_list("due_at", flat=True).first()
        if due_at:
            self._look_again(self._sweep_after(seconds_at(due_at)))

    def _sweep_after(self, when: float) -> float:
        """The first sweep from then on that is still to come."""
        coming = floor(self._agenda.now / _SWEEP) + 1
        return max(ceil(when / _SWEEP), coming) * _SWEEP

    def _look_again(self, when: float) -> None:
        """Not once more where a look stands on the agenda that will come sooner."""
        if when < self._looks_at or self._looks_at <= self._agenda.now:
            self._looks_at = when
            self._agenda.at(when, self._serve)


def _served(operation: Operation, now: float, latency: float) -> Served:
    until = operation.domain and operation.domain.watched_until
    return Served(
        operation.pk,
        operation.kind,
        operation.tenant_id,
        operation.domain_id,
        operation.attempts,
        bool(until and seconds_at(until) > now),
        seconds_at(operation.due_at),
        now,
        now + latency,
    )
