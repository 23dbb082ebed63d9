"""One run: a world is built, loaded and struck; when all is calm again, it is judged."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import httpx
from django.db import Error, connection

from cloudmailin.models import Operation
from portal.embedded.ports import Ports
from tenants.scoping import across_tenants
from tests.faults.chaos import arrivals, plan
from tests.faults.chaos.disasters import KINDS
from tests.faults.chaos.dns_host import DnsHost
from tests.faults.chaos.judge import broken
from tests.faults.chaos.load import LIVE, Load
from tests.faults.chaos.people import settle_in
from tests.faults.chaos.plan import Disaster
from tests.faults.chaos.scale import CALLS, PERIOD
from tests.faults.chaos.world import WORKERS, World, beat, world

Say = Callable[[str], None]
_PATIENCE = 180.0
"""Seconds without a single operation done after which the run is given up."""

_WORTH_TELLING = 40
_RESUMES_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class Options:
    """`every`: about so many operations between disasters. `together`: accounts with work at a time."""

    operations: int
    seed: int
    kinds: tuple[str, ...]
    window: str
    accounts: int
    together: int
    every: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """`calls_over_limit`: arrivals beyond the limit in any window, or refused. Times in seconds."""

    operations: int
    calls: int
    calls_over_limit: int
    broken_invariants: list[str]
    seed: int
    window: str
    disasters: dict[str, int]
    longest_gap_seconds: float
    seconds: float


def run(folder: Path, ports: Ports, options: Options, say: Say) -> Verdict:
    """Raises PortTaken, AlreadyRunning, ServiceFailed."""
    wishes = plan.wishes(options.seed, options.operations, options.accounts)
    to_come = plan.disasters(options.seed, options.operations, options.every, options.kinds)
    with world(folder, ports) as here:
        homes = settle_in(here, options.accounts, options.window)
        here.add_workers(WORKERS)
        here.stack.start(beat(here))
        say(
            f"{sum(map(len, wishes))} domains of {options.accounts} accounts, {len(to_come)} disasters to come"
        )
        load = Load(wishes, homes, DnsHost(here.simulator_url), options.together)
        began, began_at = time.monotonic(), time.time()
        load.start()
        happened = _strike(here, load, to_come, say)
        _calm_down(here, load, say)
        ended_at = time.time()
        load.stop()
        return _judged(here, load, options, happened, (began_at, ended_at), time.monotonic() - began)


def _strike(here: World, load: Load, to_come: Iterable[Disaster], say: Say) -> Counter[str]:
    """Each disaster when its turn has come, by the operations done; or when the load has ended before."""
    left, happened = deque(to_come), Counter[str]()
    watch = _Progress()
    while left and not load.ended and not load.error and watch.is_going_on():
        here.stack.tend()
        if watch.done >= left[0].at:
            disaster = left.popleft()
            say(f"{watch.seconds:6.1f} s, {watch.done} operations done: {disaster.kind}")
            KINDS[disaster.kind](here, Random(disaster.seed))
            happened[disaster.kind] += 1
        time.sleep(0.4)
    return happened


def _calm_down(here: World, load: Load, say: Say) -> None:
    """Until nothing is left to do, or nothing more happens."""
    watch = _Progress()
    while not load.error and watch.is_going_on():
        here.stack.tend()
        if load.ended and not _is_live() and not _deletions(here):
            return
        time.sleep(0.3)
    say("It does not come to rest.")


class _Progress:
    """Operations done, as far as PostgreSQL can be asked."""

    def __init__(self) -> None:
        self._began = self._moved_at = time.monotonic()
        self.done = 0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def is_going_on(self) -> bool:
        try:
            with across_tenants():
                done = Operation.objects.filter(status=Operation.Status.DONE).count()
        except Error:
            connection.close()
            done = self.done
        if done != self.done:
            self.done, self._moved_at = done, time.monotonic()
        return time.monotonic() - self._moved_at < _PATIENCE


def _is_live() -> bool:
    with across_tenants():
        return Operation.objects.filter(status__in=LIVE).exists()


def _deletions(here: World) -> list[str]:
    found: list[str] = _ask(here, "deletions")
    return found


def _ask(here: World, what: str) -> Any:
    answer = httpx.get(f"{here.simulator_url}/_sim/{what}", timeout=30, trust_env=False)
    return answer.raise_for_status().json()


def _judged(
    here: World,
    load: Load,
    options: Options,
    happened: Counter[str],
    span: tuple[float, float],
    seconds: float,
) -> Verdict:
    came = arrivals.read(here.journal)
    over = arrivals.over_limit(came, CALLS, PERIOD)
    gap = arrivals.longest_gap(came, *span)
    with across_tenants():
        found = broken(load.intents(), _ask(here, "objects"), came)
        done = Operation.objects.filter(status=Operation.Status.DONE).count()
    if load.error:
        found.append(f"the load broke off: {load.error!r}")
    if not load.ended:
        found.append("the load did not come to its end")
    if gap > _RESUMES_WITHIN:
        found.append(f"no call was made for {gap:.0f} seconds")
    return Verdict(
        operations=done,
        calls=len(came),
        calls_over_limit=len(over),
        broken_invariants=found[:_WORTH_TELLING],
        seed=options.seed,
        window=options.window,
        disasters=dict(sorted(happened.items())),
        longest_gap_seconds=round(gap, 1),
        seconds=round(seconds, 1),
    )
