"""A person decides about a contested name, where two tokens stand in DNS and neither goes."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from django.db import transaction
from django.db.models import Q

from cloudmailin.lifecycle import timeline
from cloudmailin.lifecycle.detach import detach
from cloudmailin.lifecycle.schedule import check_now
from cloudmailin.models import Domain
from cloudmailin.ownership.claim import become
from cloudmailin.ownership.family import foreign_below
from cloudmailin.ownership.rules import HOLDING, Claim
from cloudmailin.ownership.watch import make_way
from tenants import names
from tenants.audit import AuditAction, record
from tenants.models import User
from tenants.scoping import across_tenants


class Decision(StrEnum):
    GIVE = "give"
    KEEP = "keep"


class Settled(Exception):
    """The claim is not contested any more."""


def decide(challenger: Domain, decision: Decision, *, actor: User) -> None:
    """Give the name to the challenger, or leave it with its holder and end the challenger's claim. Raises Settled."""
    with across_tenants(), transaction.atomic():
        locked = Domain.objects.select_for_update(of=("self",), no_key=True)
        challenger = locked.select_related("account", "tenant").get(pk=challenger.pk)
        if challenger.claim != Claim.CONTESTED:
            raise Settled
        record(AuditAction.CLAIM_DECIDED, actor=actor, target=challenger, after={"decision": decision})
        if decision is Decision.KEEP:
            detach(challenger, actor=actor, reason="decided", at_once=True)
            for holder in holders(challenger):
                timeline.note(holder, "kept", actor=actor)
            return
        for holder in holders(challenger):
            detach(holder, actor=actor, reason="decided", at_once=True)
        become(challenger, Claim.PROVEN, reason="decided", actor=actor)
        make_way(challenger)
        check_now(challenger)


def holders(challenger: Domain) -> list[Domain]:
    """Who loses a name by a decision for the challenger: whoever has it, or what a wildcard would swallow."""
    return holders_of([challenger])[challenger.pk]


def holders_of(challengers: Sequence[Domain]) -> dict[int, list[Domain]]:
    """The same for many, by the challengers' keys, in one query."""
    with across_tenants():
        sought = Q(name__in=[each.name for each in challengers])
        for each in challengers:
            sought |= Q(pk__in=foreign_below(each)) if names.is_wildcard(each.name) else Q()
        holding = Domain.objects.filter(sought, claim__in=HOLDING, removed_at=None)
        found = list(holding.select_related("account", "tenant__brand").order_by("name"))
    return {each.pk: [one for one in found if _stands_in_its_way(one, each)] for each in challengers}


def _stands_in_its_way(holder: Domain, challenger: Domain) -> bool:
    if holder.name == challenger.name:
        return holder.pk != challenger.pk
    is_below = names.is_wildcard(challenger.name) and holder.name.endswith(challenger.name[1:])
    return is_below and holder.tenant_id != challenger.tenant_id
