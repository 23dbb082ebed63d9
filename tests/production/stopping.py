"""The whole journey through production, then one of each kind stops under load, as a deployment or a crash has it."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from cloudmailin.models import Domain, Operation
from portal.demo.journey import Journey
from portal.embedded.ports import Ports
from tenants.scoping import across_tenants
from tests.production.customers import Crowd
from tests.production.estate import LABELS_AT_HOME, WORKERS, Estate, running
from tests.production.preparing import CADDY, PGBOUNCER

_ACTS_BETWEEN = 40
"""So many acts of customers from one stop to the next."""

_PATIENCE = 120.0
_FROM_A_SIGNAL = ("", "worker: Warm shutdown (MainProcess)")
"""Celery writes it past all logging, from within the signal's handler."""


def rehearse(folder: Path, inside: Ports, outside: Ports) -> dict[str, Any]:
    with running(folder, inside, outside) as estate:
        told = {"pgbouncer": bool(PGBOUNCER), "caddy": bool(CADDY), "journey": walk(estate)}
        told |= stop_one_of_each(estate)
        return told | {"logs": logs(estate), "metrics": metrics(estate)}


def walk(estate: Estate) -> dict[str, Any]:
    journey = Journey(estate.web_url, estate.simulator_url, LABELS_AT_HOME[0], estate.trust)
    journey.log_in()
    journey.make_zone()
    journey.add_domain()
    journey.wait_for_records()
    journey.publish()
    journey.wait_until_green()
    arrival = journey.arrival(0)
    return {"receiving": arrival.receiving, "sending": arrival.sending, "objects": arrival.objects}


def a_web_worker(estate: Estate) -> None:
    """Its requests may end; the master starts another."""
    master = estate.stack.pid("web")
    child = Path(f"/proc/{master}/task/{master}/children").read_text().split()[0]
    os.kill(int(child), signal.SIGTERM)


def a_worker(estate: Estate) -> None:
    estate.stack.stop(WORKERS[0])


def a_worker_at_once(estate: Estate) -> None:
    estate.stack.kill(WORKERS[1])


def beat(estate: Estate) -> None:
    estate.stack.kill("beat")


def redis(estate: Estate) -> None:
    estate.stack.start(estate.stack.kill("redis"))


def postgres(estate: Estate) -> None:
    """A restart; what is asked meanwhile fails, and must do so cleanly."""
    pid = estate.stack.pid("postgres")
    os.kill(pid, signal.SIGINT)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    estate.stack.start(estate.stack.kill("postgres"))
    wait_until(_is_ready, "the web to be ready again")


def _is_ready() -> bool:
    return httpx.get(f"http://127.0.0.1:{os.environ['INTERNAL_PORT']}/readyz", timeout=30).is_success


KINDS: tuple[Callable[[Estate], None], ...] = (
    a_web_worker,
    a_worker,
    a_worker_at_once,
    beat,
    redis,
    postgres,
)


def stop_one_of_each(estate: Estate) -> dict[str, Any]:
    """What failed customers who asked before each was stopped and had come back, and what failed them afterwards."""
    crowd = Crowd(estate)
    meanwhile: dict[str, list[str]] = {}
    afterwards: dict[str, list[str]] = {}
    with crowd.at_work():
        wait_until(lambda: crowd.done >= _ACTS_BETWEEN, "the customers to begin")
        for stop in KINDS:
            before, acts = len(crowd.failed), crowd.done
            stop(estate)
            over_at = time.monotonic()
            wait_until(partial(_has_done, crowd, acts + _ACTS_BETWEEN), "the customers to go on")
            failed = crowd.failed[before:]
            meanwhile[stop.__name__] = [what for began, what in failed if began <= over_at]
            afterwards[stop.__name__] = [what for began, what in failed if began > over_at]
    failed_ones = {"failed_meanwhile": meanwhile, "failed_afterwards": afterwards}
    return {"acts": crowd.done, "added": len(crowd.added), **failed_ones, **kept(estate, crowd)}


def _has_done(crowd: Crowd, acts: int) -> bool:
    return crowd.done >= acts


def kept(estate: Estate, crowd: Crowd) -> dict[str, Any]:
    """What became of everything that was promised, once the queue has come to rest."""
    live = [Operation.Status.WAITING, Operation.Status.RUNNING]
    with across_tenants():
        wait_until(lambda: not Operation.objects.filter(status__in=live).exists(), "the queue to be empty")
        kept = set(Domain.objects.filter(removed_at=None).values_list("name", flat=True))
        ends = Counter(Operation.objects.values_list("status", flat=True))
    made = _made(estate)
    return {
        "forgotten": sorted(set(crowd.added) - kept),
        "never_made": sorted(set(crowd.added) - made.keys()),
        "made_twice": sorted(name for name, times in made.items() if times > 1),
        "operations": dict(ends),
    }


def _made(estate: Estate) -> Counter[str]:
    objects = httpx.get(f"{estate.simulator_url}/_sim/objects", timeout=30).raise_for_status().json()
    return Counter(each["domain"] for each in objects["sending_domains"])


def logs(estate: Estate) -> dict[str, Any]:
    """Whether every line is JSON, and whether a call can be followed back to the request that asked for it."""
    lines: dict[str, list[dict[str, Any]]] = {}
    crooked = []
    for name in ("web", "beat", *WORKERS):
        for line in estate.log(name).splitlines():
            try:
                lines.setdefault(name, []).append(json.loads(line))
            except ValueError:
                crooked += [f"{name}: {line}"] if line not in _FROM_A_SIGNAL else []
    asked = {
        each["request_id"]
        for each in lines["web"]
        if each["logger"] == "portal.request" and each["method"] == "POST"
    }
    calls = [
        each for name in WORKERS for each in lines.get(name, ()) if each["logger"] == "cloudmailin.client"
    ]
    followed = [each for each in calls if each.get("request_id") in asked]
    return {"crooked": crooked, "lines": sum(map(len, lines.values())), "followed": len(followed)}


def metrics(estate: Estate) -> dict[str, Any]:
    """What Prometheus would read, of both web workers together."""
    told = httpx.get(f"http://127.0.0.1:{os.environ['INTERNAL_PORT']}/metrics", timeout=30).text
    counted = [line for line in told.splitlines() if line.startswith("portal_http_request_seconds_count")]
    return {"requests_counted": sum(float(line.rsplit(" ", 1)[1]) for line in counted)}


def wait_until(arrived: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not arrived():
        if time.monotonic() > deadline:
            sys.exit(f"Waited {_PATIENCE:.0f} seconds for {what}.")
        time.sleep(0.1)
