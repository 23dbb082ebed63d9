"""Celery: workers take their work from PostgreSQL; Redis only tells them when to look."""

from __future__ import annotations

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import task_postrun, task_prerun, task_revoked, worker_init, worker_ready

from tenants import origin
from tenants.origin import Origin

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


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
    task_prerun.connect(lambda task_id, **_: origin.begin(Origin(request_id=task_id)), weak=False)
    lookout.start()


@worker_ready.connect
def _settle_down(**_: Any) -> None:
    """What was loaded at the start stays: spare the collector, a sixth of a DNS check's work, from looking it through."""
    gc.collect()
    gc.freeze()
