"""The whole demo as one context: servers, migrations, people, simulator, worker, beat, web."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command

from portal import seeds
from portal.demo import services
from portal.embedded import postgres, redis
from portal.embedded.ports import Ports
from portal.embedded.stack import Stack


@contextmanager
def running(folder: Path, ports: Ports, say: Callable[[str], None]) -> Iterator[Stack]:
    """Start everything, say what is being done, and stop it in the end.

    Raises PortTaken, AlreadyRunning, ServiceFailed.
    """
    with Stack(folder) as stack:
        ports.require_free()
        say("Starting PostgreSQL and Redis")
        if os.environ["DATABASE_URL"] == postgres.url(ports.postgres):
            stack.start(postgres.service(folder / "postgres", ports.postgres))
        if os.environ["REDIS_URL"] == redis.url(ports.redis):
            stack.start(redis.service(folder / "redis", ports.redis))
        say("Bringing the database up to date")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        seeds.sow_people(f"http://127.0.0.1:{ports.simulator}/api/v0.1")
        say("Starting the simulator, the worker, beat and the web server")
        for service in (
            services.simulator(folder, ports),
            services.worker(),
            services.beat(folder),
            services.web(ports),
        ):
            stack.start(service)
        yield stack
