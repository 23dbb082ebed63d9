"""Thin Celery tasks of the portal itself: each may run twice or never without harm."""

from __future__ import annotations

from celery import shared_task

from portal.mail import send_due


@shared_task
def send_notices() -> None:
    """Send the mails that are due, batch by batch."""
    while send_due():
        pass
