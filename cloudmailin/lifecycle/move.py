"""Move an attachment from state to state: by the table, once, and with its event."""

from __future__ import annotations

from cloudmailin import measures
from cloudmailin.lifecycle import timeline
from cloudmailin.models.domain import Attachment, Domain, ReceivingDomain, SendingDomain
from cloudmailin.queue import clock
from cloudmailin.states import GOOD, State, require_allowed
from tenants.models import User


def move(
    attachment: ReceivingDomain | SendingDomain,
    to: State,
    *,
    reason: str = "",
    detail: str = "",
    actor: User | None = None,
) -> bool:
    """Compare and set; False when somebody else moved it first. Raises IllegalTransition."""
    before, now = State(attachment.state), clock.now()
    require_allowed(attachment.use, before, to)
    changes = {
        "state": to,
        "state_since": now,
        "reason": reason,
        "reason_detail": detail[:500],
        "contrary_looks": 0,
        "contrary_since": None,
    }
    if not type(attachment).objects.filter(pk=attachment.pk, state=before).update(**changes):
        return False
    for field, value in changes.items():
        setattr(attachment, field, value)
    Domain.objects.filter(pk=attachment.domain_id).update(touched_at=now)
    if to in GOOD and before is not State.DEGRADED:
        measures.verified(attachment.use, now - attachment.domain.created_at)
    more = {"reason": reason} if reason else {}
    timeline.note(attachment.domain, to, use=attachment.use, actor=actor, before=before, **more)
    return True


def is_in(attachment: Attachment | None, *states: State) -> bool:
    """Whether something is attached and in one of these states."""
    return attachment is not None and attachment.state in states
