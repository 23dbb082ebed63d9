"""`python -m tests.faults.chaos.skewed SECONDS MODULE …`: run a module as the main program, by a clock that is wrong.

What Python tells of the time of day is so many seconds ahead; the steady clock is as it was. Where a library
asks the system itself (PostgreSQL's server, TLS) nothing changes.
"""

from __future__ import annotations

import datetime
import runpy
import sys
import time
from typing import Any


def shift(seconds: float) -> None:
    """Must come before anything keeps a `datetime` or `time` of its own."""
    real_time, real_ns = time.time, time.time_ns
    time.time = lambda: real_time() + seconds
    time.time_ns = lambda: real_ns() + int(seconds * 1_000_000_000)
    vars(datetime)["datetime"] = _ahead(datetime.timedelta(seconds=seconds))


def _ahead(by: datetime.timedelta) -> type:
    real = datetime.datetime

    class AnyMoment(type):
        """Moments that were made by C code, or before, are moments as well."""

        def __instancecheck__(cls, one: object) -> bool:
            return isinstance(one, real)

        def __subclasscheck__(cls, one: type) -> bool:
            return issubclass(one, real)

    def now(_: type, tz: datetime.tzinfo | None = None) -> datetime.datetime:
        return real.now(tz) + by

    def utcnow(_: type) -> datetime.datetime:
        return real.now(datetime.UTC).replace(tzinfo=None) + by

    def new(_: type, *args: Any, **kwargs: Any) -> datetime.datetime:
        return real(*args, **kwargs)

    told = {
        "__slots__": (),  # as large as the real one, which C code counts on
        "__new__": new,
        "now": classmethod(now),
        "today": classmethod(now),
        "utcnow": classmethod(utcnow),
    }
    return AnyMoment("datetime", (real,), told)


if __name__ == "__main__":
    shift(float(sys.argv[1]))
    del sys.argv[:2]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
