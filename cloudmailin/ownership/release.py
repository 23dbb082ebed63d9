"""Names are given up: all of a tenant's at once, and those whose MX records never go."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F

from cloudmailin.lifecycle.detach import detach, remove
from cloudmailin.lifecycle.move import is_in
from cloudmailin.models import Domain, ReceivingDomain
from cloudmailin.ownership.rules import OPEN
from cloudmailin.queue import clock
from cloudmailin.states import State
from tenants.models import Tenant, User
from tenants.scoping import across_tenants

_AT_A_TIME = 200


def release_all(tenant: Tenant, *, reason: str, actor: User | None = None) -> int:
    """Each name as carefully as if its tenant had removed it; how many they were."""
    with across_tenants():
        domains = list(Domain.objects.filter(tenant=tenant, removed_at=None, claim__in=OPEN))
        for domain in domains:
            detach(domain, actor=actor, reason=reason)
    return len(domains)


def end_overdue() -> int:
    """End the releases for which the brand's limit has passed, though MX records still lead here; how many."""
    limit = F("state_since") + F("tenant__brand__release_days") * timedelta(days=1)
    with across_tenants():
        releasing = ReceivingDomain.objects.filter(state=State.RELEASING).alias(
            ends_at=ExpressionWrapper(limit, output_field=DateTimeField())
        )
        overdue = releasing.filter(ends_at__lte=clock.now()).values_list("domain", flat=True)
        return sum(_end(pk) for pk in overdue[:_AT_A_TIME])


def _end(domain_id: int) -> bool:
    """False when it went by itself at this very moment."""
    with transaction.atomic():
        locked = Domain.objects.select_for_update(of=("self",), no_key=True)
        domain = locked.select_related("account", "receiving", "sending").get(pk=domain_id)
        if not is_in(domain.receiving, State.RELEASING):
            return False
        remove(domain.receiving)
        return True
