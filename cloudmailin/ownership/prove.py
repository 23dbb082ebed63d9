"""A tenant's token was seen in DNS: the first to prove a name has it."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from cloudmailin.lifecycle import timeline
from cloudmailin.lifecycle.move import is_in, move
from cloudmailin.lifecycle.reject import give_way
from cloudmailin.models import Domain
from cloudmailin.ownership.rivals import rivals
from cloudmailin.states import LEAVING, State


def prove(domain: Domain, now: datetime) -> bool:
    """Record the proof; False when another tenant holds the name, which leaves everything as it is for a person.

    A partial unique index over all brands decides between two proofs at the same instant.
    """
    try:
        with transaction.atomic():
            Domain.objects.filter(pk=domain.pk, proven_at=None).update(proven_at=now)
    except IntegrityError:
        _contest(domain)
        return False
    domain.proven_at = now
    timeline.note(domain, "proven")
    for rival in rivals(domain, in_its_account=False):
        give_way(rival)
    return True


def _contest(domain: Domain) -> None:
    for attachment in domain.attachments:
        if not is_in(attachment, State.REJECTED, *LEAVING):
            move(attachment, State.REJECTED, reason="contested")
