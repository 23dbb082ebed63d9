"""`manage.py bench` keeps the promises of the queue in small as it does in large."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.embedded import environment_of_a_user


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "manage.py", "bench", *arguments]
    return subprocess.run(
        argv, env=environment_of_a_user(), capture_output=True, text=True, timeout=280, check=False
    )


def figures(*arguments: str) -> dict[str, Any]:
    ended = bench(*arguments)
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return found


def test_the_queue_wastes_nothing_and_starves_nobody() -> None:
    size = ["--domains", "40", "--tenants", "8", "--backlog", "400", "--actions", "20"]
    found = figures("queue", *size, "--pattern", "burst")
    assert found["calls_over_limit"] == 0
    assert found["unfinished"] == 0
    assert found["calls_vs_floor"] <= 1.02 < found["naive_calls_vs_floor"]
    assert found["interactive_wait_p95_slots"] <= 1
    assert found["fairness_ratio"] <= 2
    assert found["budget_use"] >= 0.95


def test_failing_calls_are_made_good_without_going_over_the_limit() -> None:
    size = ["--domains", "20", "--tenants", "4", "--backlog", "0", "--actions", "1"]
    found = figures("queue", *size, "--failure-rate", "0.2", "--no-naive")
    assert (found["calls_over_limit"], found["unfinished"]) == (0, 0)
    assert found["calls_vs_floor"] > 1


def test_a_tick_reads_what_is_due_whatever_else_there_is() -> None:
    assert figures("ticks", "--sizes", "500", "50000")["growth"] <= 1.5


def test_domains_are_checked_side_by_side() -> None:
    found = figures("dns", "--domains", "200")
    assert found["ratio_to_serial"] >= 10
    assert found["domains_per_second_again"] > found["serial_domains_per_second"]


def test_the_proxy_is_told_of_every_brands_host_and_of_no_other() -> None:
    found = figures("tls", "--brands", "200", "--questions", "300")
    assert (found["questions"], found["wrong"]) == (300, 0)
    assert found["p50_ms"] <= found["p99_ms"]


def test_staffs_pages_ask_the_database_as_often_with_many_domains_as_with_few() -> None:
    found = figures("console", "--few", "60", "--many", "600", "--rounds", "1")
    lists = [page for page in found if not page.startswith("dashboard")]
    assert len(lists) > 20
    assert all(0 < page["queries"] == page["queries_with_few"] for page in found.values())


@pytest.mark.parametrize(
    "wrong",
    [
        ["queue", "--domains", "0"],
        ["queue", "--failure-rate", "1"],
        ["queue", "--pattern", "flood"],
        ["ticks", "--sizes", "many"],
        ["dns", "--domains", "none"],
        [],
    ],
)
def test_wrong_options_are_refused_in_a_line(wrong: list[str]) -> None:
    ended = bench(*wrong)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert ended.stderr.strip().splitlines()[-1].startswith("manage.py bench")
