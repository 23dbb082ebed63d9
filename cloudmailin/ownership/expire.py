"""Claims that nobody proves: their tenants are reminded, and in the end they end."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from cloudmailin.lifecycle import timeline
from cloudmailin.lifecycle.detach import detach
from cloudmailin.models import Domain
from cloudmailin.ownership.claim import become
from cloudmailin.ownership.rules import PENDING_FOR, REMINDERS, Claim
from cloudmailin.queue import clock
from tenants.scoping import across_tenants

_AT_A_TIME = 200


def expire_due() -> int:
    """End the claims that have been pending for too long; how many they were."""
    with across_tenants():
        late = Domain.objects.filter(
            claim=Claim.PENDING, removed_at=None, claim_since__lte=clock.now() - PENDING_FOR
        )
        return sum(_expire(pk) for pk in late.values_list("pk", flat=True)[:_AT_A_TIME])


def remind_due() -> int:
    """Remind of the claims that wait for their proof; how many they were."""
    with across_tenants(), transaction.atomic():
        now, waiting = clock.now(), Q()
        for number, after in enumerate(REMINDERS):
            waiting |= Q(reminders=number, claim_since__lte=now - after)
        pending = Domain.objects.filter(waiting, claim=Claim.PENDING, removed_at=None)
        locked = pending.select_for_update(of=("self",), no_key=True, skip_locked=True)
        due = list(locked[:_AT_A_TIME])
        for domain in due:
            left = domain.claim_since + PENDING_FOR - now
            timeline.note(domain, "reminded", days_left=max(1, left.days))
            Domain.objects.filter(pk=domain.pk).update(reminders=domain.reminders + 1)
    return len(due)


def _expire(pk: int) -> bool:
    """False when it was proven, or taken by another worker, at this very moment."""
    with transaction.atomic():
        locked = Domain.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        domain = locked.filter(pk=pk, claim=Claim.PENDING).first()
        if domain is None or not become(domain, Claim.EXPIRED):
            return False
        detach(domain)
        return True
