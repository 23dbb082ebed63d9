"""`python -m tests.faults.chaos.skewed SECONDS MODULE …`: run a module as the main program, by a clock that is wrong.

What Python tells of the time of day is so many seconds ahead; the steady clock is as it was. Where a library
asks the system itself (PostgreSQL's server, TLS) nothing changes.
"""

from __future__ import annotations

import datetime
import runpy
import sys
import time
from collections.abc import Callable


def shift(seconds: float) -> None:
    """Must come before anything keeps a `datetime` or `time` of its own."""
    by, real_time, real_ns = datetime.timedelta(seconds=seconds), time.time, time.time_ns
    time.time = lambda: real_time() + seconds
    time.time_ns = lambda: real_ns() + int(seconds * 1000000000)
    datetime.datetime = _ahead(by)


def _ahead(by: datetime.timedelta) -> type[datetime.datetime]:
    real = datetime.datetime

    class AnyMoment(type):
        """Moments that were made by C code, or before, are moments as well."""

        def __instancecheck__(cls, one: object) -> bool:
            return isinstance(one, real)

        def __subclasscheck__(cls, one: type) -> bool:
            return issubclass(one, real)

    def now(cls: type, tz: datetime.tzinfo | None = None) -> datetime.datetime:
        return real.now(tz) + by

    def utcnow(cls: type) -> datetime.datetime:
        return real.now(datetime.UTC).replace(tzinfo=None) + by

    told: dict[str, Callable[..., datetime.datetime]] = {
        "now": classmethod(now),  # type: ignore[dict-item]
        "today": classmethod(now),  # type: ignore[dict-item]
        "utcnow": classmethod(utcnow),  # type: ignore[dict-item]
        "__new__": lambda cls, *args, **kwargs: real(*args, **kwargs),
    }
    return AnyMoment("datetime", (real,), dict(told))


if __name__ == "__main__":
    shift(float(sys.argv[1]))
    del sys.argv[:2]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
