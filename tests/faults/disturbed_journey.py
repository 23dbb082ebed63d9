"""`python -m tests.faults.disturbed_journey STEP SECONDS FAULT`: the journey through a whole demo, disturbed once.

So many seconds after STEP (add or publish) the FAULT happens: kill-worker (SIGKILL, then a new worker),
kill-beat, flush-redis, lose-redis-and-beat (SIGKILL, and none comes back), or deafen-worker (its connections
to Redis stay open and bring nothing; it has to end by itself). Prints the arrival as one line of JSON.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import time
from dataclasses import asdict, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from portal.demo.prepare import prepare, prepared
from portal.embedded.stack import ServiceFailed

if TYPE_CHECKING:
    from portal.embedded.stack import Stack


def disturb(stack: Stack, fault: str) -> None:
    """Must be called by the thread that started the stack: its processes die with that thread."""
    if fault == "flush-redis":
        import redis

        redis.Redis.from_url(os.environ["REDIS_URL"]).flushall()
    elif fault == "deafen-worker":
        deafen_worker(stack)
    elif fault == "lose-redis-and-beat":
        stack.kill("beat")
        stack.kill("redis")
    else:
        stack.start(stack.kill(fault.removeprefix("kill-")))


def deafen_worker(stack: Stack) -> None:
    from portal.demo import services
    from tests.faults.proxy import Proxy

    redis_url = urlsplit(os.environ["REDIS_URL"])
    proxy = Proxy(redis_url.port or 6379)
    stack.kill("worker")
    behind = redis_url._replace(netloc=f"127.0.0.1:{proxy.port}").geturl()
    stack.start(
        replace(services.worker(), env={"REDIS_URL": behind, "WORKER_DEAF_SECONDS": "5"}, restarts=False)
    )
    proxy.deafen()
    with contextlib.suppress(ServiceFailed):
        stack.wait()
    assert "no task has reached this worker" in (prepared()[0] / "log" / "worker.log").read_text()
    stack.kill("worker")
    stack.start(services.worker())


def walk(step: str, seconds: float, fault: str) -> None:
    from portal.demo.journey import Journey
    from portal.demo.running import running
    from portal.seeds import LABELS

    folder, ports = prepared()
    with running(folder, ports, lambda _: None) as stack:
        journey = Journey(f"http://127.0.0.1:{ports.web}", f"http://127.0.0.1:{ports.simulator}", LABELS[0])
        journey.log_in()
        journey.make_zone()
        journey.add_domain()
        if step == "add":
            time.sleep(seconds)
            disturb(stack, fault)
        journey.wait_for_records()
        published_at = time.monotonic()
        journey.publish()
        if step == "publish":
            time.sleep(seconds)
            disturb(stack, fault)
        journey.wait_until_green()
        print(json.dumps(asdict(journey.arrival(time.monotonic() - published_at))))  # noqa: T201


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    prepare(["--check"])
    import django

    django.setup()
    try:
        walk(sys.argv[1], float(sys.argv[2]), sys.argv[3])
    finally:
        shutil.rmtree(prepared()[0], ignore_errors=True)
