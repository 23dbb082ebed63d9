"""`manage.py bench`: the queue's figures, measured here and now on a database of the bench's own."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError, BooleanOptionalAction
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.bench import certificates, console, scenarios
from portal.bench.customers import Pattern
from portal.bench.database import database
from portal.bench.dns_checks import measure
from portal.bench.pages import measure as measure_pages
from portal.bench.running import run
from portal.bench.ticks import ticks_at
from portal.embedded.stack import ServiceFailed
from tenants.scoping import across_tenants


class Command(BaseCommand):
    help = (
        "Measure on a database of the bench's own. `queue` plays customers against the real queue with a moved "
        "clock; `ticks` times the scheduler as the tables grow; `dns` checks domains at a name server of its own; "
        "`pages` asks for pages with very many domains, beside a view that does nothing; `console` times staff's "
        "pages as the tables grow; `tls` asks, as the proxy does, which host names may have a certificate."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True, metavar="queue|ticks|dns|pages|console|tls")
        queue = kinds.add_parser("queue", help="calls, waits and fairness, in a discrete-event simulation")
        queue.add_argument("--domains", type=_whole(1), default=1000, help="that customers add (%(default)s)")
        queue.add_argument("--tenants", type=_whole(1), default=100, help="who add them (%(default)s)")
        queue.add_argument(
            "--pattern", type=Pattern, choices=Pattern, default=Pattern.MIXED, metavar="|".join(Pattern)
        )
        queue.add_argument("--seed", type=int, default=1, help="the same seed, the same customers (1)")
        queue.add_argument("--failure-rate", type=_share, default=0.0, help="share of calls that fail (0)")
        queue.add_argument(
            "--naive", action=BooleanOptionalAction, default=True, help="play a naive port beside it"
        )
        queue.add_argument(
            "--backlog", type=_whole(0), default=5000, help="operations that wait already (%(default)s)"
        )

        queue.add_argument(
            "--actions", type=_whole(1), default=100, help="of customers beside these (%(default)s)"
        )
        ticks = kinds.add_parser("ticks", help="the cost of one tick, from few domains to very many")
        ticks.add_argument("--sizes", type=_whole(1), nargs="+", default=[1_000, 10_000, 100_000, 1_000_000])
        checks = kinds.add_parser("dns", help="domains checked a second, beside a serial loop")
        checks.add_argument("--domains", type=_whole(1), default=1000, help="of five records (%(default)s)")
        checks.add_argument("--delay", type=_whole(0), default=20, help="of each answer, in ms (%(default)s)")

        pages = kinds.add_parser("pages", help="pages with very many domains, beside a bare view")
        pages.add_argument("--domains", type=_whole(1), default=10_000, help="of each tenant (%(default)s)")
        pages.add_argument(
            "--tenants", type=_whole(1), default=10, help="who have as many each (%(default)s)"
        )
        pages.add_argument("--requests", type=_whole(60), default=600, help="of each page (%(default)s)")

        staffs = kinds.add_parser("console", help="staff's pages, with few domains and with very many")
        staffs.add_argument("--few", type=_whole(1), default=1_000, help="domains at first (%(default)s)")
        staffs.add_argument("--many", type=_whole(200), default=100_000, help="domains then (%(default)s)")

        staffs.add_argument("--rounds", type=_whole(1), default=15, help="of each page (%(default)s)")

        tls = kinds.add_parser("tls", help="may this host name have a certificate, with very many brands")
        tls.add_argument("--brands", type=_whole(1), default=10_000, help="with a host name (%(default)s)")
        tls.add_argument("--questions", type=_whole(1), default=5_000, help="in all (%(default)s)")

    def handle(self, *, kind: str, **options: Any) -> None:
        if kind == "dns":
            self._say(measure(options["domains"], options["delay"] / 1000))
            return
        try:
            with database():
                if kind == "queue":
                    self._queue(options)
                elif kind == "pages":
                    self._pages(options)
                elif kind == "console":
                    self._console(options["few"], options["many"], options["rounds"])
                elif kind == "tls":
                    self._say(certificates.measure(options["brands"], options["questions"]))
                else:
                    self._ticks(sorted(set(options["sizes"])))
        except ServiceFailed as error:
            raise CommandError(str(error), returncode=2) from None

    def _queue(self, given: dict[str, Any]) -> None:
        options = scenarios.Options(
            domains=given["domains"],
            tenants=given["tenants"],
            pattern=given["pattern"],
            seed=given["seed"],
            failure_rate=given["failure_rate"],
            is_naive=given["naive"],
            backlog=given["backlog"],
            actions=given["actions"],
        )
        self._say(run(options))

    def _pages(self, given: dict[str, Any]) -> None:
        with across_tenants():
            self._of_pages(measure_pages(given["domains"], given["tenants"], given["requests"]))

    def _console(self, few: int, many: int, rounds: int) -> None:
        with across_tenants():
            self._of_pages(console.measure(few, many, rounds))

    def _of_pages(self, found: Mapping[str, Mapping[str, float]]) -> None:
        shown = {page: {name: _short(value) for name, value in of.items()} for page, of in found.items()}
        self.stdout.write(json.dumps(shown))

    def _say(self, figures: Mapping[str, float]) -> None:
        self.stdout.write(json.dumps({name: _short(value) for name, value in figures.items()}))

    def _ticks(self, sizes: list[int]) -> None:
        with across_tenants():
            ticks = []
            for tick in ticks_at(sizes):
                ticks.append(tick)
                self.stderr.write(" ".join(f"{name} {_short(value)}" for name, value in asdict(tick).items()))
        rows = {str(tick.domains): tick.rows for tick in ticks}
        times = {str(tick.domains): round(tick.milliseconds, 1) for tick in ticks}
        growth = _short(ticks[-1].rows / ticks[0].rows)
        self.stdout.write(json.dumps({"rows_read": rows, "milliseconds": times, "growth": growth}))


def _short(value: float) -> float:
    return round(value, 3)


def _whole(least: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise ArgumentTypeError(f"must be a whole number from {least}, not {text!r}")
        return int(text)

    return read


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share < 1:
        raise ArgumentTypeError(f"must be a number from 0 to below 1, not {text!r}")
    return share
