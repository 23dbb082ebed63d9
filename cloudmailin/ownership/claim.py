"""Move a claim from state to state: by the table, once, and with its event."""

from __future__ import annotations

from collections.abc import Sequence

from cloudmailin.lifecycle import timeline
from cloudmailin.models import Domain
from cloudmailin.ownership.rules import HOLDING, Claim, require_allowed
from cloudmailin.queue import clock
from tenants.models import User


def become(
    domain: Domain,
    to: Claim,
    *,
    reason: str = "",
    evidence: Sequence[str] = (),
    actor: User | None = None,
) -> bool:
    """Compare and set; False when somebody else moved it first. `evidence`: what stood in DNS.

    Raises IllegalMove, and IntegrityError when another claim holds the name at this moment.
    """
    before, now = Claim(domain.claim), clock.now()
    require_allowed(before, to)
    changes = {
        "claim": to,
        "claim_since": now,
        "contrary_looks": 0,
        "contrary_since": None,
        "proven_at": (domain.proven_at or now) if to in HOLDING else None,
    }
    if not Domain.objects.filter(pk=domain.pk, claim=before).update(**changes):
        return False
    for field, value in changes.items():
        setattr(domain, field, value)
    timeline.note(domain, to, actor=actor, before=before, reason=reason, evidence=list(evidence))
    return True
