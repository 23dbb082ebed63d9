"""Bring a domain's next DNS check forward: somebody looks at it, or asks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Coalesce, Least

from cloudmailin.models import Domain
from cloudmailin.queue import bell, clock
from cloudmailin.queue.line import is_waiting

WATCH = timedelta(seconds=20)
"""How long after the last look at the page a domain counts as watched."""

_FRESH = timedelta(seconds=3)
"""A check this young need not be repeated for a watcher."""


def watch(domain: Domain, now: datetime | None = None) -> datetime:
    """Somebody looks at the page: check every few seconds and serve its operations first, for a while. When it was."""
    now = now or clock.now()
    if domain.next_check_at and domain.watched_until and domain.watched_until >= now + WATCH / 2:
        return now
    soon = max(now, domain.checked_at + _FRESH) if domain.checked_at else now
    stale = Q(watched_until=None) | Q(watched_until__lt=now + WATCH / 2) | Q(next_check_at=None)
    due = Least(Coalesce(F("next_check_at"), soon), soon)
    if Domain.objects.filter(stale, pk=domain.pk, removed_at=None).update(
        watched_until=now + WATCH, next_check_at=due
    ):
        bell.ring_for_check()
        if is_waiting(domain):
            bell.ring_for_operation(domain.account_id)
    return now


def check_now(domain: Domain) -> None:
    """Somebody acted on it: check at once, and begin the schedule again."""
    now = clock.now()
    Domain.objects.filter(pk=domain.pk, removed_at=None).update(touched_at=now, next_check_at=now)
    bell.ring_for_check()
