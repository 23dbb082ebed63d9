"""`python -m tests.faults.tracer.nursery`: a process that is ready for work and forks a child for each piece of it.

Orders and answers are lines of JSON. It has neither threads nor connections of its own, so that its children
begin like workers; the product is imported once.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

import django


def main() -> None:
    django.setup()
    for line in sys.stdin:
        order = json.loads(line)
        answer = _wake(order["wake"]) if "wake" in order else _run(order)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _run(order: dict[str, Any]) -> dict[str, Any]:
    told, name = tempfile.mkstemp()
    child = os.fork()
    if child == 0:
        os.dup2(2, 1)
        _work(order, told)
    os.close(told)
    ended = _wait(child)
    points = Path(name).read_text().splitlines()
    Path(name).unlink()
    return {"pid": child, "ended": ended, "points": points}


def _wake(child: int) -> dict[str, Any]:
    os.kill(child, signal.SIGCONT)
    return {"pid": child, "ended": _wait(child)}


def _wait(child: int) -> str:
    _, status = os.waitpid(child, os.WUNTRACED)
    if os.WIFSTOPPED(status):
        return "frozen"
    return "killed" if os.WIFSIGNALED(status) else "done"


def _work(order: dict[str, Any], told: int) -> None:
    """Never returns: what fails in a child that was frozen for too long has failed for good reason."""
    from tests.faults.tracer.points import Tracer
    from tests.faults.tracer.work import WORK

    try:
        Tracer(order["stop_at"], signal.Signals[order["signal"]], told).install()
        WORK[order["work"]](order["on"])
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
