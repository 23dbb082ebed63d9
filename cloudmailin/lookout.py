"""The lookout of a worker: when no bell has rung for a while it looks into PostgreSQL itself.

So neither beat nor Redis need be alive for work to go on, only slower; several workers that look at once share
the work, as they do when the bell rings. And a worker that Redis answers and no task reaches (as has happened
to Celery after a lost connection: celery issues 10205, 10302) ends itself, for its supervisor to start anew.
That is judged on a thread of its own, which never waits for PostgreSQL.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Thread

import redis
from django.conf import settings
from django.db import close_old_connections

from cloudmailin.lifecycle.check import check_due
from cloudmailin.models import Worker
from cloudmailin.queue import clock
from cloudmailin.queue.step import accounts_to_serve, step
from cloudmailin.reconcile.rounds import begin_due

SILENCE = 15.0
"""Seconds without a task after which the bell counts as silent; beat rings it every second."""

_BETWEEN_LOOKS = 2.0
_STUCK = 5
"""So many times as long as for a deaf worker, all threads may be busy without a task's beginning or ending."""
_LAST_WORDS = 30.0
_FORGOTTEN_AFTER = timedelta(days=1)

log = logging.getLogger(__name__)


class Lookout:
    """One for a worker process. `began` and `ended` are called for each task; `ring` sends one to any worker.

    What `ring` sends shows that this worker hears, and not that anybody else rings: it ends no silence.
    """

    def __init__(self, ring: Callable[[], None]) -> None:
        self._ring = ring
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._rung_at = self._heard_at = time.monotonic()
        self._running: set[str] = set()
        self._is_looking = False

    def began(self, task_id: str, *, is_own: bool) -> None:
        self._heard_at = time.monotonic()
        if not is_own:
            self._rung_at = self._heard_at
        self._running.add(task_id)

    def ended(self, task_id: str) -> None:
        self._heard_at = time.monotonic()
        self._running.discard(task_id)

    def dropped(self) -> None:
        """A task came too late to be begun, by this machine's clock: the worker hears, and its bell may be wrong."""
        self._heard_at = time.monotonic()

    def start(self) -> None:
        for name, what in {"lookout": self._watch, "ears": self._listen}.items():
            Thread(target=what, name=name, daemon=True).start()

    def _watch(self) -> None:
        while True:
            time.sleep(_BETWEEN_LOOKS)
            now = time.monotonic()
            self._note(is_silent := now - self._rung_at > SILENCE)
            _tried(partial(_beat, self._name, now - self._heard_at, now - self._rung_at))
            if is_silent:
                _tried(self._ring)
                _tried(_look)

    def _listen(self) -> None:
        while True:
            time.sleep(_BETWEEN_LOOKS)
            deafness = time.monotonic() - self._heard_at
            if self._is_deaf(deafness) and _redis_answers():
                _end_this_process(deafness)

    def _is_deaf(self, seconds: float) -> bool:
        """One task that runs for long says nothing; all threads busy for very long are stuck."""
        is_busy = len(self._running) >= settings.CELERY_WORKER_CONCURRENCY
        patience: int = settings.WORKER_DEAF_SECONDS * (_STUCK if is_busy else 1)
        return seconds > patience

    def _note(self, is_silent: bool) -> None:
        """Say once that the bell fell silent, and once that it rings again."""
        if is_silent and not self._is_looking:
            log.warning("No task came for %g seconds: looking for work without being told.", SILENCE)
        if self._is_looking and not is_silent:
            log.warning("Tasks come again.")
        self._is_looking = is_silent


def _tried(what: Callable[[], None]) -> None:
    """What goes wrong is tried again soon, as PostgreSQL may be away as well."""
    close_old_connections()
    try:
        what()
    except Exception as error:
        log.warning("The lookout could not do its work (%s).", type(error).__name__)
    finally:
        close_old_connections()


def _beat(name: str, deafness: float, silence: float) -> None:
    """Seconds since any task, and since one that somebody else had sent."""
    now = clock.now()
    told = {
        "alive_at": now,
        "heard_at": now - timedelta(seconds=deafness),
        "rung_at": now - timedelta(seconds=silence),
    }
    Worker.objects.update_or_create(name=name, defaults=told, create_defaults={"started_at": now, **told})
    Worker.objects.filter(alive_at__lt=now - _FORGOTTEN_AFTER).delete()


def _look() -> None:
    """Do all that is due."""
    for account_id in accounts_to_serve():
        while step(account_id):
            pass
    while check_due():
        pass
    begin_due()


def _redis_answers() -> bool:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2) as asked:
            return bool(asked.ping())
    except redis.RedisError:
        return False


def _end_this_process(deafness: float) -> None:
    """By the way that lets tasks end; by the short one if that leads nowhere. The supervisor starts another."""
    log.critical("Redis answers, and no task has reached this worker for %.0f seconds: it ends.", deafness)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_LAST_WORDS)
    os._exit(1)
