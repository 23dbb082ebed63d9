"""The whole journey, as `manage.py demo --check` walks it: real PostgreSQL, Redis, Celery, HTTP and DNS packets."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.embedded import environment_of_a_user


def test_a_customer_attaches_a_domain_for_both_uses_and_both_turn_green() -> None:
    ended = subprocess.run(
        [sys.executable, "manage.py", "demo", "--check"],
        env=environment_of_a_user(),
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    arrival = json.loads(ended.stdout)
    assert (arrival["receiving"], arrival["sending"]) == ("active", "verified")
    assert arrival["api_calls"] == {"receiving": 1, "sending": 2}
    assert arrival["address_calls"] == 1
    assert arrival["absences_remembered"] == 5
    assert arrival["max_calls_in_any_minute"] <= 5
