"""Try again what was rejected, once whatever stood in the way is mended."""

from __future__ import annotations

from django.db import transaction

from cloudmailin.lifecycle import addresses
from cloudmailin.lifecycle.attach import request_sending
from cloudmailin.lifecycle.move import is_in, move
from cloudmailin.lifecycle.schedule import check_now
from cloudmailin.models import Domain, ReceivingDomain, SendingDomain
from cloudmailin.states import INITIAL, State
from tenants.audit import AuditAction, record
from tenants.models import User


def can_retry(attachment: ReceivingDomain | SendingDomain) -> bool:
    """Whether trying again can help: a name that another tenant has proven needs a person."""
    return is_in(attachment, State.REJECTED) and attachment.reason != "contested"


def retry(domain: Domain, *, actor: User | None = None) -> None:
    """Begin again with everything on the domain that was rejected and may be tried again."""
    with transaction.atomic():
        again = list(filter(can_retry, domain.attachments))
        for attachment in again:
            moved = move(attachment, INITIAL[attachment.use], actor=actor)
            if moved and isinstance(attachment, SendingDomain):
                request_sending(attachment)
            elif isinstance(attachment, ReceivingDomain):
                addresses.forgive(attachment.address)
        if again:
            uses = sorted(one.use for one in again)
            record(AuditAction.DOMAIN_RETRIED, actor=actor, target=domain, after={"uses": uses})
        check_now(domain)
