"""A pytest plugin: PostgreSQL and Redis for one run, started before the settings load, unless they are given."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack

import pytest

from portal.embedded import postgres, redis
from portal.embedded.environment import VAR, environment, give
from portal.embedded.ports import Ports
from portal.embedded.stack import AlreadyRunning, ServiceFailed, Stack

_stack = ExitStack()
_MADE = "PORTAL_TEST_ENVIRONMENT"


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """xdist's workers inherit what their controller started. Raises UsageError, with what to do."""
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
    try:
        if "DATABASE_URL" not in given:
            stack.start(postgres.service(folder / "postgres", ports.postgres))
        if "REDIS_URL" not in given:
            stack.start(redis.service(folder / "redis", ports.redis))
    except ServiceFailed as failed:
        _stack.close()
        raise pytest.UsageError(str(failed)) from None
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    made = {**environment(folder, ports), "STATICFILES_STORAGE": plain}
    os.environ[_MADE] = " ".join(made)
    give(made)


def pytest_unconfigure() -> None:
    _stack.close()


def environment_of_a_user() -> dict[str, str]:
    """The environment without servers, this plugin's or given: for a command that brings its own."""
    made = {_MADE, *os.environ.get(_MADE, "").split()}
    return {name: value for name, value in os.environ.items() if name not in made}
