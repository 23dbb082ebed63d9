"""A database of the bench's own: no configured one is ever touched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from portal.embedded import postgres
from portal.embedded.environment import VAR, environment
from portal.embedded.ports import Ports
from portal.embedded.stack import Stack


def prepare() -> None:
    """Set the environment of `manage.py bench`, before the settings load, whatever was set. The bell is not heard."""
    folder, ports = VAR / f"bench-{os.getpid()}", Ports.free()
    os.environ.update({**environment(folder, ports), "REDIS_URL": "memory://", "BENCH_FOLDER": str(folder)})
    os.environ["LOG_LEVEL"] = "ERROR"


@contextmanager
def database() -> Iterator[None]:
    """PostgreSQL with all tables, gone in the end. Raises ServiceFailed."""
    folder = Path(os.environ["BENCH_FOLDER"])
    port = int(connection.settings_dict["PORT"])
    try:
        with Stack(folder) as stack:
            stack.start(postgres.service(folder / "postgres", port))
            call_command("migrate", verbosity=0, interactive=False)
            yield
            connection.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
