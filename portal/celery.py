"""Celery: workers take their work from PostgreSQL; Redis only tells them when to look."""

from __future__ import annotations

import gc
import logging
import os
from typing import Any

from celery import Celery
from celery.signals import (
    before_task_publish,
    celeryd_init,
    task_postrun,
    task_prerun,
    task_revoked,
    worker_init,
    worker_ready,
)
from structlog.contextvars import clear_contextvars

from tenants import origin
from tenants.origin import Origin

log = logging.getLogger(__name__)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def _log_from_the_start(**_: Any) -> None:
    """Before Celery itself has anything to say; warnings too."""
    import django

    django.setup()
    logging.captureWarnings(True)


@before_task_publish.connect
def _say_who_asked(headers: dict[str, Any], **_: Any) -> None:
    """The id of the request, or of the task, that rings the bell."""
    if request_id := origin.current().request_id:
        headers["request_id"] = request_id


def _begin_anew(task_id: str, task: Any, **_: Any) -> None:
    """Of the task before nothing is left on this thread."""
    clear_contextvars()
    origin.begin(Origin(request_id=getattr(task.request, "request_id", None) or task_id))


def _expose_counts() -> None:
    """What this worker counted, for Prometheus, on the internal port; each worker of one machine needs another."""
    from django.conf import settings
    from prometheus_client import start_http_server

    if settings.INTERNAL_PORT:
        try:
            start_http_server(settings.INTERNAL_PORT)
        except OSError as error:
            log.warning("The counts are not exposed: port %d (%s).", settings.INTERNAL_PORT, error.strerror)


@worker_init.connect
def _keep_a_lookout(**_: Any) -> None:
    """Before the worker reaches Redis, which may not be there. Models can't be imported earlier."""
    from django.db import close_old_connections

    from cloudmailin.lookout import Lookout
    from cloudmailin.tasks import heartbeat, ring_own_bell

    lookout = Lookout(ring_own_bell)
    task_prerun.connect(
        lambda task_id, task, **_: lookout.began(task_id, is_own=task.name == heartbeat.name), weak=False
    )
    task_postrun.connect(lambda task_id, **_: lookout.ended(task_id), weak=False)
    task_revoked.connect(lambda **_: lookout.dropped(), weak=False)
    task_prerun.connect(lambda **_: close_old_connections(), weak=False)
    task_prerun.connect(_begin_anew, weak=False)
    lookout.start()
    _expose_counts()


@worker_ready.connect
def _settle_down(**_: Any) -> None:
    """What was loaded at the start stays: spare the collector, a sixth of a DNS check's work, from looking it through."""
    gc.collect()
    gc.freeze()
