"""A look at a claim's token: what it moves, for the claim itself and for whoever holds the name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from cloudmailin.lifecycle import timeline
from cloudmailin.lifecycle.detach import detach
from cloudmailin.lifecycle.move import is_in, move
from cloudmailin.lifecycle.reject import give_way
from cloudmailin.lifecycle.schedule import check_now
from cloudmailin.models import Domain
from cloudmailin.ownership.claim import become
from cloudmailin.ownership.family import foreign_below, one_at_a_time, tell_above
from cloudmailin.ownership.rivals import holder_of, rivals
from cloudmailin.ownership.rules import HOLDING, Claim, Standing, after_look
from cloudmailin.states import INITIAL, State
from tenants.scoping import across_tenants


def watch(domain: Domain, proof: bool | None, evidence: Sequence[str], now: datetime) -> None:
    """`proof`: whether the claim's own token stands in DNS, None where that was not learned.

    The domain's row must be locked by the caller's transaction.
    """
    if proof and domain.claim not in HOLDING:
        one_at_a_time(domain)
    holder = holder_of(domain)
    verdict = after_look(domain.standing, proof, _in_the_way(domain, holder), now)
    if verdict.standing.claim == domain.claim:
        _keep(domain, verdict.standing)
        return
    if holder and verdict.displaces:
        detach(holder, reason="displaced", at_once=True)
    if not _moved(domain, verdict.standing.claim, evidence, "displaced" if verdict.displaces else ""):
        return
    if domain.claim == Claim.PROVEN:
        make_way(domain)
    elif domain.claim == Claim.CONTESTED and holder:
        timeline.note(holder, "challenged")
        check_now(holder)


def make_way(domain: Domain) -> None:
    """The name is this claim's now: what others made early goes, and what had given way to them comes back."""
    for rival in rivals(domain, in_its_account=False):
        give_way(rival)
    tell_above(domain)
    _resume(domain)


def _in_the_way(domain: Domain, holder: Domain | None) -> Standing | None:
    """Whoever has the name, or a name that it would swallow: that one never gives way by itself."""
    with across_tenants():
        if foreign_below(domain).exists():
            return Standing(Claim.PROVEN)
    return holder.standing if holder else None


def _moved(domain: Domain, to: Claim, evidence: Sequence[str], reason: str) -> bool:
    """A partial unique index over all brands decides between two proofs at the same instant."""
    try:
        with transaction.atomic():
            return become(domain, to, reason=reason, evidence=evidence)
    except IntegrityError:
        return domain.claim == Claim.PENDING and become(domain, Claim.CONTESTED, evidence=evidence)


def _resume(domain: Domain) -> None:
    """What had given way to somebody else's proof."""
    for attachment in domain.attachments:
        if is_in(attachment, State.REJECTED) and attachment.reason == "contested":
            move(attachment, INITIAL[attachment.use])


def _keep(domain: Domain, standing: Standing) -> None:
    """The doubt, where it changed."""
    if domain.standing != standing:
        domain.contrary_looks, domain.contrary_since = standing.doubt.looks, standing.doubt.since
        domain.save(update_fields=["contrary_looks", "contrary_since"])
