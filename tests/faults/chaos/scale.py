"""Time made shorter by one factor: CloudMailin's minute and all that is chosen for it, so that hours fit in minutes.

The product knows nothing of it: these are set from outside, in worker processes that were started for chaos.
"""

from __future__ import annotations

from datetime import timedelta

FACTOR = 10
CALLS = 5
PERIOD = 60 // FACTOR
"""Seconds in which an account may make CALLS calls."""

WINDOWS = ("sliding", "fixed", "leaky")
"""The kinds of window in which the simulator counts an account's calls."""

LONGEST_LATENCY = PERIOD / 4
"""Seconds; with a third of the period a worker gives up, and every such call would be of unknown outcome."""

_CHECK_LEASE = timedelta(seconds=3)
"""As long as a watched domain waits from check to check, which is not shortened: DNS does not become faster."""

SPIKE = 6.0
"""Seconds that an answer takes now and then: longer than any worker waits."""


def shorten() -> None:
    """Divide the product's times by FACTOR. AttributeError: the product has another name for one of them by now."""
    from cloudmailin.client import transport
    from cloudmailin.lifecycle import check
    from cloudmailin.queue import budget, claim, fate

    for module, names in (
        (budget, ("MARGIN", "TYPICAL_CALL")),
        (claim, ("LEASE", "_SEND_WITHIN")),
        (fate, ("_FIRST", "LONGEST")),
        (transport, ("TOTAL_SECONDS",)),
    ):
        for name in names:
            setattr(module, name, getattr(module, name) / FACTOR)
    check._LEASE = min(check._LEASE, _CHECK_LEASE)
