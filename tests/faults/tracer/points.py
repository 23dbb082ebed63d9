"""Count the effects of this process, and stop it by a signal just before or just after one of them.

Only for a child that was made to die: nothing of this is ever taken off again.
"""

from __future__ import annotations

import os
import signal
import threading
from itertools import count
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper
from kombu.messaging import Producer

from cloudmailin.client import transport
from cloudmailin.uptime import uptime

_HTTP = {
    "send_request_headers.started": "before send",
    "send_request_body.complete": "after send",
    "receive_response_headers.started": "before receive",
    "receive_response_body.complete": "after receive",
}
"""What httpcore tells of an exchange, in our words."""


_FROZEN_SECONDS = 40.0
"""Longer than a lease."""


class Tracer:
    """`stop_at`: the number of the point, None to count them all; `told` is a file for their names."""

    def __init__(self, stop_at: int | None, number: signal.Signals, told: int) -> None:
        self._stop_at = stop_at
        self._number = number
        self._told = told
        self._points = count()

    def point(self, name: str) -> None:
        number = next(self._points)
        os.write(self._told, f"{name}\n".encode())
        if number == self._stop_at and self._number is signal.SIGSTOP:
            self._freeze(name)
        elif number == self._stop_at:
            os.kill(os.getpid(), self._number)

    def _freeze(self, name: str) -> None:
        """As for half a minute, in less: PostgreSQL's patience is shortened, and the clock is late when it goes on."""
        if name == "before commit":
            with connection.cursor() as cursor:
                cursor.execute("SET idle_in_transaction_session_timeout = '100ms'")
        # To this thread: sent to the process, it would let this one run on for a moment.
        signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)
        setattr(transport, "uptime", lambda: uptime() + _FROZEN_SECONDS)  # noqa: B010

    def install(self) -> None:
        self._trace(DatabaseWrapper, "_commit", "commit")
        self._trace(Producer, "publish", "enqueue")
        judge = transport._stop_if_late

        async def heard(send_before: float, event: str, info: Any) -> None:
            for ending, name in _HTTP.items():
                if event.endswith(ending):
                    self.point(name)
            await judge(send_before, event, info)

        setattr(transport, "_stop_if_late", heard)  # noqa: B010

    def _trace(self, owner: type, method: str, name: str) -> None:
        effect = getattr(owner, method)

        def traced(*args: Any, **kwargs: Any) -> Any:
            self.point(f"before {name}")
            result = effect(*args, **kwargs)
            self.point(f"after {name}")
            return result

        setattr(owner, method, traced)
