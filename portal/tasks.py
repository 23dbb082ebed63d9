"""Thin Celery tasks of the portal itself: each may run twice or never without harm."""

from __future__ import annotations

from celery import shared_task

from portal.mail import send_due
from tenants.deletion import end_accounts
from tenants.erasure import forget_addresses
from tenants.invitations import forget_ended


@shared_task
def send_notices() -> None:
    """Send the mails that are due, batch by batch."""
    while send_due():
        pass


@shared_task
def forget() -> None:
    """Delete accounts whose grace is over, invitations that ended long ago, and clients' addresses in the audit."""
    end_accounts()
    forget_ended()
    while forget_addresses():
        pass
