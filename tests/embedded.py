"""A pytest plugin: PostgreSQL and Redis for one run, started before the settings load, unless they are given."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest

from portal.embedded import postgres, redis
from portal.embedded.environment import VAR, environment, give
from portal.embedded.ports import Ports
from portal.embedded.stack import AlreadyRunning, Stack

_stack = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """xdist's workers inherit what their controller started."""
    if os.environ.get("PYTEST_XDIST_WORKER"):
        return
    given = {"DATABASE_URL", "REDIS_URL"} & os.environ.keys()
    ports, folder = Ports.free(), VAR / "test"
    stack = Stack(folder)
    try:
        _stack.enter_context(stack)
    except AlreadyRunning:
        folder = VAR / f"test-{os.getpid()}"
        stack = _stack.enter_context(Stack(folder))
        _stack.callback(shutil.rmtree, folder, ignore_errors=True)
    if "DATABASE_URL" not in given:
        stack.start(postgres.service(folder / "postgres", ports.postgres))
    if "REDIS_URL" not in given:
        stack.start(redis.service(folder / "redis", ports.redis))
    give(
        {
            **environment(folder, ports),
            "STATICFILES_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
        }
    )


def pytest_unconfigure() -> None:
    _stack.close()


def folder_of(name: str) -> Path:
    """A folder of its own for a stack that a test starts."""
    return VAR / f"test-{name}-{os.getpid()}"
