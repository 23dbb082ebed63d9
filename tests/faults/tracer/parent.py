"""The nursery's other side: orders children, and sees what became of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.db import connection

_ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Child:
    """`ended` is "done", "killed" or "frozen"; `points` are the names of those it reached."""

    pid: int
    ended: str
    points: tuple[str, ...]


class Nursery:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, work: str, on: int, *, stop_at: int | None = None, by: str = "SIGKILL") -> Child:
        """A child does the work, until the point with that number."""
        told = self._ask({"work": work, "on": on, "stop_at": stop_at, "signal": by})
        return Child(told["pid"], told["ended"], tuple(told["points"]))

    def wake(self, child: Child) -> None:
        """Let a frozen child go on to its end."""
        told = self._ask({"wake": child.pid})
        assert told["ended"] == "done"

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@contextmanager
def nursery(dns_port: int) -> Iterator[Nursery]:
    """With this test's database, and the simulator's name server."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    given = {
        "DATABASE_URL": url.geturl(),
        "DNS_RESOLVERS": f"127.0.0.1:{dns_port}",
        "DNS_AUTHORITATIVE_PORT": str(dns_port),
        "DNS_ALLOW_PRIVATE": "true",
        "ALLOW_TEST_DOMAINS": "true",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "LOG_LEVEL": "ERROR",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.tracer.nursery"],
        cwd=_ROOT,
        env={**os.environ, **given},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Nursery(process)
        finally:
            process.kill()
