"""Whatever dies in the middle of the journey, it ends the same, with one object of each kind at CloudMailin."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.embedded import environment_of_a_user

ONE_OF_EACH = {"addresses": 1, "custom_domains": 1, "sending_domains": 1}


@pytest.mark.parametrize(
    ("step", "seconds", "fault"),
    [
        ("add", 0.0, "kill-worker"),
        ("add", 0.2, "kill-worker"),
        ("publish", 0.5, "kill-worker"),
        ("publish", 2.0, "kill-worker"),
        ("add", 0.0, "flush-redis"),
        ("publish", 0.0, "flush-redis"),
        ("add", 0.0, "lose-redis-and-beat"),
        ("publish", 0.5, "deafen-worker"),
    ],
)
def test_the_journey_ends_the_same(step: str, seconds: float, fault: str) -> None:
    argv = [sys.executable, "-m", "tests.faults.disturbed_journey", step, str(seconds), fault]
    ended = subprocess.run(
        argv, env=environment_of_a_user(), capture_output=True, text=True, timeout=280, check=False
    )
    assert ended.returncode == 0, ended.stderr
    arrival = json.loads(ended.stdout)
    assert (arrival["receiving"], arrival["sending"]) == ("active", "verified")
    assert arrival["objects"] == ONE_OF_EACH
    assert arrival["max_calls_in_any_minute"] <= 5
