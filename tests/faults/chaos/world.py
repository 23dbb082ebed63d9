"""A world of its own for chaos: servers, the simulator, four workers behind proxies, and beat."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from portal.embedded import postgres, redis
from portal.embedded.ports import Ports, listens
from portal.embedded.stack import Service, Stack
from tests.faults.chaos.scale import CALLS, PERIOD
from tests.faults.proxy import Proxy

WORKERS = 4
_APP = (
    "-A",
    "tests.faults.chaos.app",
    "worker",
    "--loglevel",
    "INFO",
    "--without-mingle",
    "--without-gossip",
)
_DEAF_SECONDS = 30
_DELETION_SECONDS = 0.3


@dataclass(slots=True)
class World:
    """The stack may be touched by the thread that made it alone: its processes die with that thread."""

    stack: Stack
    folder: Path
    ports: Ports
    to_postgres: Proxy
    to_redis: Proxy
    workers: list[str] = field(default_factory=list)
    started: int = 0

    @property
    def simulator_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.simulator}"

    @property
    def journal(self) -> Path:
        return self.folder / "simulator.json.calls"

    def add_workers(self, number: int = 1, skew: float | None = None) -> None:
        """Start so many at once, by a clock that is so many seconds ahead. Each has a name and a log of its own."""
        names = [f"worker-{self.started + n}" for n in range(1, number + 1)]
        self.started += number
        self.stack.start(*(self._worker(name, skew) for name in names))
        self.workers += names

    def kill_worker(self, name: str) -> None:
        self.stack.kill(name)
        self.workers.remove(name)

    def _worker(self, name: str, skew: float | None) -> Service:
        module = ["celery"] if skew is None else ["tests.faults.chaos.skewed", str(skew), "celery"]
        return Service(
            name=name,
            argv=[sys.executable, "-m", *module, *_APP, "--hostname", f"{name}@%h"],
            ready=lambda log: " ready." in log.read_text(errors="replace"),
            env={
                "DATABASE_URL": _through(postgres.url(self.ports.postgres), self.to_postgres),
                "REDIS_URL": _through(redis.url(self.ports.redis), self.to_redis),
                "WORKER_THREADS": "4",
                "WORKER_DEAF_SECONDS": str(_DEAF_SECONDS),
            },
            restarts=True,
        )


@contextmanager
def world(folder: Path, ports: Ports) -> Iterator[World]:
    """Servers and simulator at once; whoever calls adds rows and workers. The settings must have loaded."""
    from django.core.management import call_command
    from django.db import connection

    with Stack(folder) as stack:
        ports.require_free()
        stack.start(postgres.service(folder / "postgres", ports.postgres))
        stack.start(redis.service(folder / "redis", ports.redis))
        with connection.cursor() as cursor:
            # As in production: what was said to be written survives a server that is stopped at once.
            cursor.execute("ALTER DATABASE portal SET synchronous_commit = on")
        connection.close()
        call_command("migrate", verbosity=0, interactive=False)
        stack.start(_simulator(folder, ports))
        yield World(stack, folder, ports, Proxy(ports.postgres), Proxy(ports.redis))


def beat(world: World, name: str = "beat") -> Service:
    from portal.demo import services

    behind = {"REDIS_URL": _through(redis.url(world.ports.redis), world.to_redis)}
    place = world.folder / name
    place.mkdir(exist_ok=True)
    service = services.beat(place)
    return replace(service, name=name, env={**service.env, **behind}, restarts=True)


def _through(url: str, proxy: Proxy) -> str:
    parts = urlsplit(url)
    user = f"{parts.username}@" if parts.username else ""
    return parts._replace(netloc=f"{user}127.0.0.1:{proxy.port}").geturl()


def _simulator(folder: Path, ports: Ports) -> Service:
    where = ["--port", ports.simulator, "--dns-port", ports.dns, "--data", folder / "simulator.json"]
    counts = ["--limit", CALLS, "--period", PERIOD, "--delete-seconds", _DELETION_SECONDS]
    return Service(
        name="simulator",
        argv=[sys.executable, "-m", "cloudmailin.simulator", *map(str, [*where, *counts])],
        ready=lambda _: listens(ports.simulator),
    )
