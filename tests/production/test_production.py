"""Production on one machine: what stops, is renewed or is restored costs nobody more than what was under way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from tests.embedded import environment_of_a_user
from tests.production.preparing import CADDY, PGBOUNCER

pytestmark = pytest.mark.timeout(850)
CUSTOMERS = 4
"""Each has one request under way."""


@cache
def rehearsal(name: str) -> dict[str, Any]:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.production", name],
        env=environment_of_a_user(),
        capture_output=True,
        text=True,
        timeout=800,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    told: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return told


@pytest.fixture(scope="module")
def stopping() -> dict[str, Any]:
    return rehearsal("stopping")


def test_the_journey_leads_through_every_process_of_production(stopping: dict[str, Any]) -> None:
    assert stopping["journey"] == {
        "receiving": "active",
        "sending": "verified",
        "objects": {"addresses": 1, "custom_domains": 1, "sending_domains": 1},
    }
    if os.environ.get("CI"):
        assert CADDY
        assert PGBOUNCER


def test_one_of_each_may_stop_and_no_more_fails_than_was_under_way(stopping: dict[str, Any]) -> None:
    meanwhile = dict(stopping["failed_meanwhile"])
    away = meanwhile.pop("postgres")
    assert set(meanwhile) == {"a_web_worker", "a_worker", "a_worker_at_once", "beat", "redis"}
    assert all(len(failed) <= CUSTOMERS for failed in meanwhile.values()), stopping
    assert not any(stopping["failed_afterwards"].values()), stopping
    assert {what.split()[-1][:1] for what in away} <= {"5"}, away


def test_nothing_that_was_promised_is_lost_or_done_twice(stopping: dict[str, Any]) -> None:
    assert stopping["added"] >= CUSTOMERS
    for what in ("forgotten", "never_made", "made_twice"):
        assert stopping[what] == []
    assert set(stopping["operations"]) <= {"done", "cancelled"}


def test_every_line_of_every_log_is_json_and_a_call_leads_back_to_its_request(
    stopping: dict[str, Any],
) -> None:
    assert stopping["logs"]["crooked"] == []
    assert stopping["logs"]["followed"] >= stopping["added"]


def test_the_metrics_are_those_of_all_web_workers(stopping: dict[str, Any]) -> None:
    assert stopping["metrics"]["requests_counted"] >= stopping["acts"]


def test_the_release_before_and_this_one_work_side_by_side_on_the_new_schema() -> None:
    told = rehearsal("upgrading")
    if reason := told.get("skipped"):
        pytest.skip(reason)
    assert told["added"] >= CUSTOMERS
    for what in ("failed_requests", "forgotten", "never_made", "made_twice"):
        assert told[what] == [], told
    assert (told["failed_operations"], told["unfinished"], told["tracebacks"]) == (0, 0, 0), told
    assert told["calls"]["new-1"]
    assert told["calls"]["old-1"] + told["calls"]["old-2"]


def test_after_a_restore_reconciliation_finds_what_was_forgotten_and_deletes_nothing() -> None:
    told = rehearsal("restoring")
    found = {(each["name"], each["what"]): each for each in told["found"]}
    for what in ("receiving", "sending"):
        assert found["added-later.test", what]["kind"] == "unknown"
        assert found["removed-later.test", what]["kind"] == "vanished"
    assert not [name for name, _ in found if name == "kept.test"]
    assert all(each["choices"] and each["evidence"] for each in told["found"]), told
    assert told["same_objects"]
    assert told["deletions"] == 0


def test_mozillas_scanner_gives_every_kind_of_page_its_best_grade() -> None:
    """The console's own pages lose points for what its library evaluates, and no grade; customers' pages lose none."""
    told = rehearsal("grading")
    if reason := told.get("skipped"):
        pytest.skip(reason)
    pages = told["pages"]
    assert {name: page["grade"] for name, page in pages.items()} == dict.fromkeys(pages, "A+"), pages
    for name, page in pages.items():
        assert page["shown"] == f"https://{page['address']}", name
        assert name.startswith(("console", "brand's desk")) or page["failed"] == {}, (name, page["failed"])
