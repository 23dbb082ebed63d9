"""The agenda of a discrete-event simulation: what happens when, and the clock that jumps from one to the next."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count

Action = Callable[[], None]


class Agenda:
    """`now` is in seconds since the beginning; `moved` hears of each change of it."""

    def __init__(self, moved: Callable[[float], None]) -> None:
        self.now = 0.0
        self._moved = moved
        self._entries: list[tuple[float, int, Action]] = []
        self._order = count()

    def at(self, when: float, action: Action) -> None:
        heapq.heappush(self._entries, (max(when, self.now), next(self._order), action))

    def after(self, seconds: float, action: Action) -> None:
        self.at(self.now + seconds, action)

    def run(self, until: float = float("inf")) -> None:
        """Do what stands there, in order, until nothing is left or the time has come."""
        while self._entries and self._entries[0][0] <= until:
            when, _, action = heapq.heappop(self._entries)
            if when != self.now:
                self.now = when
                self._moved(when)
            action()
