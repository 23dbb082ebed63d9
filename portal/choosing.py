"""Which of a person's tenants a request is in: the session's, or the one they went to last, on whatever device."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from tenants.models import Membership

TENANT_IN_SESSION = "tenant"


def chosen(mine: Sequence[Membership], session: SessionBase) -> Membership | None:
    """`mine`: oldest first; before anybody has chosen it is the oldest."""
    asked = session.get(TENANT_IN_SESSION)
    if here := [one for one in mine if str(one.tenant.public_id) == asked]:
        return here[0]
    before = [one for one in mine if one.chosen_at]
    return max(before, key=lambda one: one.chosen_at or one.created_at) if before else next(iter(mine), None)


def choose(membership: Membership, session: SessionBase) -> None:
    """From the next request on."""
    session[TENANT_IN_SESSION] = str(membership.tenant.public_id)
    Membership.objects.filter(pk=membership.pk).update(chosen_at=timezone.now())
