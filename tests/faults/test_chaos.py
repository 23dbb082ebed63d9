"""Short runs of the soak: real worker processes are killed, frozen and cut off; nothing is lost, doubled or too much."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.embedded import environment_of_a_user

_ACCOUNTS = 24


def soak(operations: int, every: int, seed: int, kinds: str, window: str) -> None:
    size = ["--operations", operations, "--accounts", _ACCOUNTS, "--together", _ACCOUNTS]
    what = ["--every", every, "--seed", seed, "--kinds", kinds, "--window", window]
    argv = [sys.executable, "-m", "tests.faults.chaos.soak", *map(str, [*size, *what])]
    ended = subprocess.run(
        argv, env=environment_of_a_user(), capture_output=True, text=True, timeout=280, check=False
    )
    assert ended.stdout, ended.stderr
    verdict = json.loads(ended.stdout)
    assert not verdict["broken_invariants"], ended.stderr
    assert verdict["calls_over_limit"] == 0
    assert verdict["operations"] >= operations
    assert verdict["longest_gap_seconds"] < 60
    assert verdict["disasters"].keys() == set(kinds.split(","))


def test_the_budget_holds_while_workers_are_killed() -> None:
    soak(240, 24, 12, "kill", "mixed")


@pytest.mark.parametrize(
    "family",
    [
        "flush,restart-redis,cut",
        "restart-postgres,cut",
        "freeze,second-beat,kill-beat,duplicate,skew",
    ],
)
def test_all_work_is_done_once_whatever_happens(family: str) -> None:
    soak(90, 13, 11, family, "sliding")
