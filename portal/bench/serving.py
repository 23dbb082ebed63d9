"""The web server of production, for a bench."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.embedded.ports import Ports, listens
from portal.embedded.stack import Service, Stack


@contextmanager
def serving(application: str, *, is_internal: bool = False) -> Iterator[int]:
    """gunicorn, as the Procfile has it, with one thread a process, on the port that is given; `is_internal`: for machines."""
    port = Ports.free().web
    options = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "1", "--no-control-socket"]
    env = {"STATICFILES_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    web = Service(
        name="web",
        argv=[sys.executable, "-m", "gunicorn", application, *options],
        ready=lambda _: listens(port),
        env=env | ({"INTERNAL_PORT": str(port)} if is_internal else {}),
    )
    with Stack(Path(os.environ["BENCH_FOLDER"]) / "web") as stack:
        stack.start(web)
        yield port
