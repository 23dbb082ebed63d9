"""Mail of strangers is not kept for longer than it helps: settings.DELIVERY_LOG_DAYS."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from cloudmailin.models import IncomingStatus, MessageEvent, TrialMessage
from cloudmailin.queue import clock
from tenants.scoping import across_tenants

_AT_A_TIME = 5_000
_UNCLAIMED = timedelta(days=1)


def forget_old() -> int:
    """Delete a batch of what is too old; how many rows that were. Events that nobody claimed go after a day."""
    now = clock.now()
    too_old = now - timedelta(days=settings.DELIVERY_LOG_DAYS)
    with across_tenants():
        old = IncomingStatus.objects.filter(at__lt=too_old).values_list("pk", flat=True)[:_AT_A_TIME]
        trials = TrialMessage.objects.filter(created_at__lt=too_old).values_list("pk", flat=True)[:_AT_A_TIME]
        unclaimed = MessageEvent.objects.filter(trial=None, at__lt=now - _UNCLAIMED)
        gone = [
            IncomingStatus.objects.filter(pk__in=list(old)).delete(),
            TrialMessage.objects.filter(pk__in=list(trials)).delete(),
            unclaimed.delete(),
        ]
    return sum(count for count, _ in gone)
