"""Send the notices that are due: each once, and again later where the mail server did not take it."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from cloudmailin.queue import clock
from portal import metrics
from portal.letters import letter
from portal.links import link
from portal.models import Notice
from portal.notices import said
from tenants import names
from tenants.models import Membership
from tenants.scoping import across_tenants

log = logging.getLogger(__name__)

_AT_A_TIME = 50
_LEASE = timedelta(minutes=5)
"""Longer than it takes to send so many; a worker that dies meanwhile leaves them to the next."""

_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
_MOST_ATTEMPTS = 80
"""Some three days; what nobody took by then is no news any more."""


def send_due() -> int:
    """Send a batch of the notices that are due; how many were tried."""
    with across_tenants():
        due = _take()
        if due:
            _send(due)
    return len(due)


def _take() -> list[Notice]:
    with transaction.atomic():
        now = clock.now()
        waiting = Notice.objects.filter(due_at__lte=now).order_by("due_at")
        locked = waiting.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)
        taken = Notice.objects.filter(pk__in=list(locked[:_AT_A_TIME]))
        taken.update(due_at=now + _LEASE, attempts=F("attempts") + 1)
        return list(taken.select_related("user", "event__domain__tenant__brand"))


def _send(due: list[Notice]) -> None:
    """One connection for all; one that can't be opened, or breaks, is tried anew for the next batch."""
    server = get_connection()
    try:
        for notice in due:
            _try_to_send(notice, server)
    finally:
        server.close()


def _try_to_send(notice: Notice, server: BaseEmailBackend) -> None:
    """A notice that can't be sent must not hold up the others; its turn comes again."""
    try:
        _send_one(notice, server)
    except Exception as error:
        log.exception("A notice could not be sent.")
        _later(notice, problem=str(error))


def _send_one(notice: Notice, server: BaseEmailBackend) -> None:
    belongs = Membership.objects.filter(tenant=notice.tenant_id, user=notice.user, user__is_active=True)
    if not belongs.exists():
        _end(notice, problem="They left before it was sent.")
        return
    try:
        _message(notice, server).send()
    except SMTPRecipientsRefused as error:
        _end(notice, problem=f"The address was refused: {error}")
    else:
        _end(notice)


def _message(notice: Notice, server: BaseEmailBackend) -> EmailMessage:
    domain = notice.event.domain
    brand = domain.tenant.brand
    words = said(notice.event, names.unicode(domain.name))
    address = link(brand, reverse("domain", args=[domain.public_id]) if domain.removed_at is None else "/")
    return letter(brand, notice.user.email, "notice", {"words": words, "address": address}, connection=server)


def _end(notice: Notice, *, problem: str = "") -> None:
    metrics.MAILS.labels("given up" if problem else "sent").inc()
    sent_at = None if problem else clock.now()
    Notice.objects.filter(pk=notice.pk).update(due_at=None, sent_at=sent_at, problem=problem[:500])


def _later(notice: Notice, *, problem: str) -> None:
    metrics.MAILS.labels("delayed").inc()
    pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(notice.attempts - 1, 10))
    due_at = clock.now() + pause if notice.attempts < _MOST_ATTEMPTS else None
    Notice.objects.filter(pk=notice.pk).update(due_at=due_at, problem=problem[:500])
