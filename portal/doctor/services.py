"""The servers: PostgreSQL with its migrations and its clock, and Redis."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.conf import settings
from django.db import Error, connection
from redis import RedisError

from cloudmailin.queue import clock
from portal.doctor.line import Line, attention, broken, ok
from portal.internal import ask_redis, migrations_left

_LARGEST_SKEW = 5.0
_KEEPS_ALL = "noeviction"


def database() -> Iterator[Line]:
    try:
        connection.ensure_connection()
        left = migrations_left()
    except Error as error:
        said = f"PostgreSQL is away: {str(error).strip().splitlines()[0]}"
        yield broken("database", said, "Is it up? Look at DATABASE_URL.")
        return
    major, minor = divmod(connection.pg_version, 10_000)  # type: ignore[attr-defined]
    yield ok("database", f"PostgreSQL {major}.{minor} answers")
    if left:
        yield broken("migrations", f"{left} are not applied", "Run `manage.py upgrade`.")
        return
    yield ok("migrations", "all applied")
    yield _clock(time.time() - clock.now().timestamp())


def _clock(skew: float) -> Line:
    """PostgreSQL's clock decides what is due; codes and links are judged by the machine's."""
    said = f"{abs(skew):.1f} s between this machine and PostgreSQL"
    if abs(skew) > _LARGEST_SKEW:
        return attention("clock", said, "Let both machines follow the same time servers.")
    return ok("clock", said)


def redis() -> Iterator[Line]:
    """Without it workers look for work themselves, but tries to sign in can't be counted, and so nobody signs in."""
    try:
        policy = ask_redis().get("maxmemory_policy", _KEEPS_ALL)
    except RedisError as error:
        said = f"it is away ({type(error).__name__}): nobody can sign in, and work goes on more slowly"
        yield broken("redis", said, "Start it again, empty or not. Look at REDIS_URL.")
        return
    if policy != _KEEPS_ALL:
        said = f"answers, and drops what it likes when it is full ({policy})"
        yield attention("redis", said, f"Set its maxmemory-policy to {_KEEPS_ALL}.")
    else:
        prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
        yield ok("redis", f"answers; keys begin with {prefix}")
