"""Thin Celery tasks: each may run twice or never without harm, since PostgreSQL says what is to be done."""

from __future__ import annotations

import logging
from threading import BoundedSemaphore
from typing import Any

from celery import Task, shared_task
from django.conf import settings
from django.dispatch import receiver
from kombu.exceptions import OperationalError

from cloudmailin.delivery_log.forget import forget_old
from cloudmailin.delivery_log.refresh import ask_due
from cloudmailin.lifecycle import bulk
from cloudmailin.lifecycle.check import check_due
from cloudmailin.ownership.brand_hosts import check_waiting
from cloudmailin.ownership.ending import end_tenants
from cloudmailin.ownership.expire import expire_due, remind_due
from cloudmailin.ownership.release import end_overdue
from cloudmailin.queue import bell
from cloudmailin.queue.claim import Wait
from cloudmailin.queue.step import BETWEEN_SWEEPS, accounts_to_serve, step
from cloudmailin.reconcile.rounds import begin_due

_checking = BoundedSemaphore(max(1, settings.CELERY_WORKER_CONCURRENCY // 2))
"""At most half of the threads check: DNS that answers slowly must not hold up the calls."""

log = logging.getLogger(__name__)


@shared_task
def serve(account_id: int) -> None:
    """Serve an account's operations while its budget lasts; look again when it opens, if no sweep comes before."""
    while served := step(account_id):
        pass
    between = BETWEEN_SWEEPS.total_seconds()
    if isinstance(served, Wait) and served.seconds is not None and served.seconds <= between:
        _ring(serve, account_id, after=served.seconds)


@shared_task
def sweep() -> None:
    """Find the accounts with something to do, whatever bell was missed."""
    for account_id in accounts_to_serve():
        serve.delay(account_id)


@shared_task
def check() -> None:
    """Check the DNS of domains that are due, batch by batch."""
    if not _checking.acquire(blocking=False):
        return
    try:
        while check_due():
            pass
    finally:
        _checking.release()


@shared_task
def reconcile() -> None:
    """Begin the rounds of reconciliation that are due; their reads are operations like any other."""
    begin_due()


@shared_task
def tend_claims() -> None:
    """Remind of claims that nobody proves, end them in time, and end the releases that take too long."""
    for tend in (remind_due, expire_due, end_overdue):
        while tend():
            pass


@shared_task
def read_delivery_logs() -> None:
    """Ask for the delivery logs that nobody has looked at for long; they are read by operations like any other."""
    ask_due()


@shared_task
def forget_old_mail() -> None:
    """Delete what is too old of the delivery log, batch by batch."""
    while forget_old():
        pass


@shared_task
def prove_hosts() -> None:
    """Look for the records of brands' host names that do not serve yet."""
    check_waiting()


@shared_task
def end_due_tenants() -> None:
    """One step further with each tenant that its owner, or staff, wanted deleted."""
    end_tenants()


@shared_task
def add_lists() -> None:
    """Add what lists of many domains ask for, batch by batch."""
    while bulk.work():
        pass


@shared_task
def heartbeat() -> None:
    """Nothing: that a worker began it is what counts."""


def ring_own_bell() -> None:
    """For a worker that hears nothing: beat may be dead, and then this is heard."""
    _ring(heartbeat)


@receiver(bell.operation_waits)
def _serve_soon(account_id: int, **_: Any) -> None:
    _ring(serve, account_id)


@receiver(bell.domain_is_due)
def _check_soon(**_: Any) -> None:
    _ring(check)


@receiver(bell.list_waits)
def _add_soon(**_: Any) -> None:
    _ring(add_lists)


def _ring(task: Task[Any, Any], *args: Any, after: float = 0) -> None:
    """A bell that can't be rung must not fail the request: the next sweep finds the row. `after` is in seconds."""
    try:
        task.apply_async(args, retry=False, countdown=after, expires=30)
    except OperationalError:
        log.warning("Redis did not take the message; the next sweep will find the work.")
