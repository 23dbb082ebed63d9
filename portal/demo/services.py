"""The processes of the demo: the same commands as in production (see Procfile), and the simulator."""

from __future__ import annotations

import sys
from pathlib import Path

import httpx

from portal.embedded.ports import Ports, listens
from portal.embedded.stack import Service
from portal.seeds import LABELS

_PYTHON = [sys.executable, "-m"]


def web(ports: Ports) -> Service:
    options = ["--bind", f"127.0.0.1:{ports.web}", "--workers", "2", "--threads", "4", "--no-control-socket"]
    return Service(
        name="web",
        argv=[*_PYTHON, "gunicorn", "portal.wsgi", *options],
        ready=lambda _: _answers(f"http://127.0.0.1:{ports.web}/healthz"),
    )


def worker() -> Service:
    argv = [
        *_PYTHON,
        "celery",
        "-A",
        "portal",
        "worker",
        "--loglevel",
        "INFO",
        "--without-mingle",
        "--without-gossip",
    ]
    return Service(
        name="worker",
        argv=argv,
        ready=lambda log: " ready." in log.read_text(errors="replace"),
        restarts=True,
    )


def beat(folder: Path) -> Service:
    argv = [
        *_PYTHON,
        "celery",
        "-A",
        "portal",
        "beat",
        "--loglevel",
        "INFO",
        "-s",
        str(folder / "beat"),
        "--pidfile=",
    ]
    return Service(name="beat", argv=argv, ready=lambda _: True)


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
        argv=[*_PYTHON, "cloudmailin.simulator", *options, *wanted, *accounts, *senders],
        ready=lambda _: (
            listens(ports.simulator) and _answers(f"http://127.0.0.1:{ports.simulator}/_sim/health")
        ),
    )


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False
