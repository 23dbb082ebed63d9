"""The product's Celery application in shortened time: `celery -A tests.faults.chaos.app worker`."""

from __future__ import annotations

from celery.signals import worker_init

from portal.celery import app
from tests.faults.chaos.scale import shorten

__all__ = ["app"]


@worker_init.connect
def _shorten(**_: object) -> None:
    """Models can't be imported earlier, and no task runs before."""
    shorten()
