"""Send the notices that are due: each once, and again later where the mail server did not take it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
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
from portal.locality import at_home
from portal.models import Notice
from portal.notices import said
from portal.notifications import ALWAYS, GROUPED, Topic
from portal.preferences import unsubscribe_token, wants_mail
from portal.topic_words import TOPICS
from portal.words import Words
from tenants import names
from tenants.models import Brand, Membership
from tenants.scoping import across_tenants

log = logging.getLogger(__name__)

_AT_A_TIME = 50
_MOST_IN_ONE = 500
_LEASE = timedelta(minutes=5)
"""Longer than it takes to send so many; a worker that dies meanwhile leaves them to the next."""

_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
_MOST_ATTEMPTS = 80
"""Some three days; what nobody took by then is no news any more."""


@dataclass(frozen=True, slots=True)
class Told:
    words: Words
    address: str


def send_due() -> int:
    """Send a batch of the mails that are due; how many were tried."""
    with across_tenants():
        mails = _take()
        if mails:
            _send(mails)
    return len(mails)


def _take() -> list[list[Notice]]:
    """Those that are due, with what waits for company and may go along: one list for each mail."""
    with transaction.atomic():
        now = clock.now()
        waiting = Notice.objects.filter(due_at__lte=now).order_by("due_at")
        locked = waiting.select_for_update(skip_locked=True, no_key=True)
        due = list(locked[:_AT_A_TIME])
        along = [pk for notice in due if notice.topic in GROUPED for pk in _company(notice)]
        taken = Notice.objects.filter(pk__in={*(notice.pk for notice in due), *along})
        taken.update(due_at=now + _LEASE, attempts=F("attempts") + 1)
        return _mails(taken.select_related("user", "event__domain__tenant__brand").order_by("pk"))


def _company(notice: Notice) -> list[int]:
    """What the same person is to hear of the same topic, and nobody has tried to send yet."""
    others = Notice.objects.filter(
        user=notice.user_id, tenant=notice.tenant_id, topic=notice.topic, due_at__isnull=False, attempts=0
    )
    locked = others.select_for_update(skip_locked=True, no_key=True)
    return list(locked.values_list("pk", flat=True)[:_MOST_IN_ONE])


def _mails(taken: Iterable[Notice]) -> list[list[Notice]]:
    mails: dict[tuple[object, ...], list[Notice]] = {}
    for notice in taken:
        alone = 0 if notice.topic in GROUPED else notice.pk
        mails.setdefault((notice.user_id, notice.tenant_id, notice.topic, alone), []).append(notice)
    return list(mails.values())


def _send(mails: list[list[Notice]]) -> None:
    """One connection for all; one that can't be opened, or breaks, is tried anew for the next batch."""
    server = get_connection()
    try:
        for notices in mails:
            _try_to_send(notices, server)
    finally:
        server.close()


def _try_to_send(notices: list[Notice], server: BaseEmailBackend) -> None:
    """A mail that can't be sent must not hold up the others; its turn comes again."""
    try:
        _send_one(notices, server)
    except Exception as error:
        log.exception("A notice could not be sent.")
        for notice in notices:
            _later(notice, problem=str(error))


def _send_one(notices: list[Notice], server: BaseEmailBackend) -> None:
    if problem := _moot(notices[0]):
        _end(notices, problem=problem)
        return
    try:
        _message(notices, server).send()
    except SMTPRecipientsRefused as error:
        _end(notices, problem=f"The address was refused: {error}")
    else:
        _end(notices)


def _moot(notice: Notice) -> str:
    """Why it need not be sent any more."""
    member = Membership.objects.filter(
        tenant=notice.tenant_id, user=notice.user, user__is_active=True
    ).first()
    if member is None:
        return "They left before it was sent."
    if not wants_mail(member, notice.event.domain.tenant.brand, Topic(notice.topic)):
        return "They have switched it off meanwhile."
    return ""


def _message(notices: list[Notice], server: BaseEmailBackend) -> EmailMessage:
    first, about = notices[0], Topic(notices[0].topic)
    brand = first.event.domain.tenant.brand
    leave = _way_out(first, brand, about)
    with at_home(brand, first.user.language, first.user.time_zone):
        told = [_told(notice) for notice in notices]
        context = {"told": told[0], "leave": leave, "settings": link(brand, reverse("preferences"))}
        if len(told) > 1:
            summary = str(TOPICS[about].sentence).format(count=len(told))
            context |= {"list": told, "summary": summary, "address": link(brand, reverse("domains"))}
        template = "notices" if len(told) > 1 else "notice"
        message = letter(brand, first.user.email, template, context, connection=server)
    if leave:
        message.extra_headers["List-Unsubscribe"] = f"<{leave}>"
        message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def _told(notice: Notice) -> Told:
    domain = notice.event.domain
    path = reverse("domain", args=[domain.public_id]) if domain.removed_at is None else "/"
    words = said(notice.event, names.unicode(domain.name))
    return Told(words, link(domain.tenant.brand, path))


def _way_out(notice: Notice, brand: Brand, about: Topic) -> str:
    """Where one click ends mails of this topic; empty for those that always come."""
    if about in ALWAYS:
        return ""
    return link(brand, reverse("unsubscribe", args=[unsubscribe_token(notice.user, brand, about)]))


def _end(notices: list[Notice], *, problem: str = "") -> None:
    metrics.MAILS.labels("given up" if problem else "sent").inc()
    sent_at = None if problem else clock.now()
    ended = Notice.objects.filter(pk__in=[notice.pk for notice in notices])
    ended.update(due_at=None, sent_at=sent_at, problem=problem[:500])


def _later(notice: Notice, *, problem: str) -> None:
    metrics.MAILS.labels("delayed").inc()
    pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(notice.attempts - 1, 10))
    due_at = clock.now() + pause if notice.attempts < _MOST_ATTEMPTS else None
    Notice.objects.filter(pk=notice.pk).update(due_at=due_at, problem=problem[:500])
