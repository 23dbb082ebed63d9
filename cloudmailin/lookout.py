"""The lookout of a worker: when no bell has rung for a while it looks into PostgreSQL itself.

So neither beat nor Redis need be alive for work to go on, only slower; several workers that look at once share
the work, as they do when the bell rings.
"""

from __future__ import annotations

import logging
import time
from threading import Thread

from django.db import close_old_connections

from cloudmailin.lifecycle.check import check_due
from cloudmailin.queue.step import accounts_to_serve, step
from cloudmailin.reconcile.rounds import begin_due

SILENCE = 15.0
"""Seconds without a task after which the bell counts as silent; beat rings it every second."""

_BETWEEN_LOOKS = 2.0

log = logging.getLogger(__name__)


class Lookout:
    """One for a worker process: `heard` is called for each task, `watch` runs on a thread of its own."""

    def __init__(self) -> None:
        self._heard_at = time.monotonic()
        self._is_looking = False

    def heard(self) -> None:
        self._heard_at = time.monotonic()

    def start(self) -> None:
        self.heard()
        Thread(target=self._watch, name="lookout", daemon=True).start()

    def _watch(self) -> None:
        while True:
            time.sleep(_BETWEEN_LOOKS)
            self._note(is_silent := time.monotonic() - self._heard_at > SILENCE)
            if is_silent:
                _look()

    def _note(self, is_silent: bool) -> None:
        """Say once that the bell fell silent, and once that it rings again."""
        if is_silent and not self._is_looking:
            log.warning("No task came for %g seconds: looking for work without being told.", SILENCE)
        if self._is_looking and not is_silent:
            log.warning("Tasks come again.")
        self._is_looking = is_silent


def _look() -> None:
    """Do all that is due. What goes wrong is tried again at the next look, as PostgreSQL may be away as well."""
    close_old_connections()
    try:
        for account_id in accounts_to_serve():
            while step(account_id):
                pass
        while check_due():
            pass
        begin_due()
    except Exception:
        log.exception("A look for work failed.")
    finally:
        close_old_connections()
