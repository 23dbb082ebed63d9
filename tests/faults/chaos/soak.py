"""`python -m tests.faults.chaos.soak --operations N --seed S`: load and disasters at once, and then the judge.

Prints what happens on stderr and one line of JSON on stdout. Exit status: 0 if every invariant holds, else 1.
The plan is a function of seed and options alone; what falls together in time is not.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from dataclasses import asdict

from portal.embedded.environment import VAR, environment, give
from portal.embedded.ports import Ports
from tests.faults.chaos.scale import WINDOWS

ALL_KINDS = [
    "kill",
    "kill-all",
    "freeze",
    "flush",
    "restart-redis",
    "cut",
    "restart-postgres",
    "duplicate",
    "second-beat",
    "kill-beat",
    "skew",
]


def main(arguments: list[str] | None = None) -> int:
    asked = _asked(arguments)
    folder, ports = VAR / f"chaos-{os.getpid()}", Ports.free()
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    give({**environment(folder, ports), "ALLOW_PRIVATE_TARGETS": "true", "LOG_LEVEL": "WARNING"})
    import django

    django.setup()
    from tests.faults.chaos.run import Options, run

    options = Options(
        operations=asked.operations,
        seed=asked.seed,
        kinds=tuple(asked.kinds),
        window=asked.window,
        accounts=asked.accounts,
        together=asked.together,
        every=asked.every,
    )
    try:
        verdict = run(folder, ports, options, lambda line: print(line, file=sys.stderr, flush=True))  # noqa: T201
    finally:
        if not asked.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(asdict(verdict)))  # noqa: T201
    return 1 if verdict.broken_invariants or verdict.calls_over_limit else 0


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.faults.chaos.soak")
    option = parser.add_argument
    option("--operations", type=int, default=10_000, help="so many at least (default: %(default)s)")
    option("--seed", type=int, default=1)
    option(
        "--kinds", type=_kinds, default=ALL_KINDS, help=f"of disasters, from {','.join(ALL_KINDS)}; or none"
    )
    option(
        "--window",
        choices=[*WINDOWS, "mixed"],
        default="mixed",
        help="how CloudMailin counts; mixed: each kind for a third of the accounts (default: %(default)s)",
    )
    option("--accounts", type=int, default=80)
    option(
        "--together", type=int, default=24, help="accounts that have work at a time (default: %(default)s)"
    )
    option("--every", type=int, default=100, help="operations between disasters (default: %(default)s)")
    option("--keep", action="store_true", help="leave the logs and the database in var/chaos-…")
    return parser.parse_args(arguments)


def _kinds(text: str) -> list[str]:
    kinds = [] if text == "none" else text.split(",")
    if unknown := set(kinds) - set(ALL_KINDS):
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}")
    return kinds


if __name__ == "__main__":
    sys.exit(main())
