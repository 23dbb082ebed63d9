"""The processes of the demo: the same commands as in production (see Procfile), and the simulator."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import httpx

from portal.embedded.ports import Ports, listens
from portal.embedded.stack import Service
from portal.seeds import LABELS

_PYTHON = [sys.executable, "-m"]


_PROCFILE = Path(__file__).resolve().parents[2] / "Procfile"


def command(process: str) -> list[str]:
    """The command of a kind of process, as production has it, with this very Python."""
    lines = (line.partition(": ") for line in _PROCFILE.read_text().splitlines())
    words = shlex.split(next(text for name, _, text in lines if name == process))
    return [sys.executable, *words[1:]]


def web(ports: Ports) -> Service:
    return Service(
        name="web",
        argv=command("web"),
        ready=lambda _: _answers(f"http://127.0.0.1:{ports.web}/healthz"),
        env={"HOST": "127.0.0.1", "PORT": str(ports.web)},
    )


def worker() -> Service:
    return Service(
        name="worker",
        argv=command("worker"),
        ready=lambda log: " ready." in log.read_text(errors="replace"),
        restarts=True,
    )


def beat(folder: Path) -> Service:
    return Service(
        name="beat", argv=command("beat"), ready=lambda _: True, env={"BEAT_FILE": str(folder / "beat")}
    )


def simulator(folder: Path, ports: Ports) -> Service:
    accounts = [part for label in LABELS for part in ("--account", f"{label.account}:{label.key}")]
    senders = [part for label in LABELS for part in ("--smtp", f"{label.slug}:{label.key}:{label.account}")]
    options = [
        "--port",
        str(ports.simulator),
        "--dns-port",
        str(ports.dns),
        "--resolver-port",
        str(ports.resolver),
        "--data",
        str(folder / "simulator.json"),
    ]
    wanted = ["--wanted-url", f"http://127.0.0.1:{ports.web}/demo/records"]
    return Service(
        name="simulator",
        argv=[*_PYTHON, "cloudmailin.simulator", *options, *wanted, *accounts, *senders, "--any-sender"],
        ready=lambda _: (
            listens(ports.simulator) and _answers(f"http://127.0.0.1:{ports.simulator}/_sim/health")
        ),
    )


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False
