"""A clock of this machine that no one can set and that goes on while the machine sleeps."""

from __future__ import annotations

import time

_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def uptime() -> float:
    """Seconds since some moment in the past, those included in which the machine was suspended (clock_gettime(2))."""
    return time.clock_gettime(_CLOCK)
