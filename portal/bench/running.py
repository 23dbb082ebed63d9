"""All scenarios of one run, each in a process with a connection and a clock of its own."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from os import cpu_count

from django.db import connection

from portal.bench import clock, scenarios
from portal.bench.scenarios import Figures, Options, Play
from tenants.scoping import across_tenants


def run(options: Options) -> Figures:
    """Their figures in one; calls over the limit are added up."""
    clock.install()
    connection.close()
    plays = [scenarios.customers, scenarios.busy, scenarios.behind_a_backlog, scenarios.quiet]
    if options.is_naive:
        plays.insert(1, scenarios.naive)
    figures: Figures = {"domains": options.domains, "seed": options.seed}
    over: Counter[str] = Counter()
    with ProcessPoolExecutor(cpu_count(), mp_context=get_context("fork")) as processes:
        for played in processes.map(partial(_play, options), plays):
            over["calls_over_limit"] += int(played.pop("calls_over_limit", 0))
            figures |= played
    return {**figures, **over, "fairness_ratio": _ratio(figures)}


def _play(options: Options, play: Play) -> Figures:
    with across_tenants():
        clock.take_over()
        return play(options)


def _ratio(figures: Figures) -> float:
    busy, quiet = figures["busy_wait_p95_seconds"], figures["quiet_wait_p95_seconds"]
    return busy / quiet if quiet else 1.0
