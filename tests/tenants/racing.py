"""Many do something at the same instant, each on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def together(acts: Sequence[Callable[[], object]]) -> list[object]:
    """What each returned, or the name of what it raised."""
    start = Barrier(len(acts))

    def go(act: Callable[[], object]) -> object:
        try:
            start.wait(30)
            return act()
        except Exception as raised:
            return type(raised).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(go, acts))
