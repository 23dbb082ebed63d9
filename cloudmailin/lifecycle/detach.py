"""Take a domain away again: what is at CloudMailin is deleted there before the name is free.

Receiving waits until no MX record leads to CloudMailin any more: a name that is detached while mail still comes
could be taken by another customer of CloudMailin (DESIGN, "Who owns a domain"; THREATS 18).
"""

from __future__ import annotations

from functools import partial

from django.db import transaction

from cloudmailin.dns.finding import FindingStatus
from cloudmailin.dns.records import Purpose
from cloudmailin.lifecycle import timeline
from cloudmailin.lifecycle.move import is_in, move
from cloudmailin.models import Domain, DomainEvent, Finding, Operation, ReceivingDomain, SendingDomain
from cloudmailin.ownership.claim import become
from cloudmailin.ownership.rules import OPEN, Claim
from cloudmailin.queue import bell, clock
from cloudmailin.queue.enqueue import cancel_waiting, enqueue
from cloudmailin.queue.order import Rank
from cloudmailin.states import State
from tenants.audit import AuditAction, record
from tenants.models import User
from tenants.scoping import across_tenants

_LIVE = [Operation.Status.WAITING, Operation.Status.RUNNING]

_LEADS_HERE = (FindingStatus.OK, FindingStatus.CONFLICTING, FindingStatus.UNKNOWN)
"""What was last seen of the MX records, where some of them are or may be CloudMailin's."""


def detach(
    domain: Domain, *, actor: User | None = None, reason: str = "removed", at_once: bool = False
) -> None:
    """Release the name and remove all that is attached; the domain itself goes when the last of it is gone.

    `at_once`: somebody else has the name by now, or whoever asks knows that mail may be lost.
    """
    with transaction.atomic():
        domain = Domain.objects.select_for_update(of=("self",), no_key=True).get(pk=domain.pk)
        if domain.removed_at:
            return
        if domain.claim in OPEN:
            become(domain, Claim.RELEASED, reason=reason, actor=actor)
        timeline.note(domain, "removal_asked", actor=actor)
        record(
            AuditAction.DOMAIN_REMOVED,
            actor=actor,
            target=domain,
            after={"reason": reason, "at_once": at_once},
        )
        cancel_waiting(domain)
        for attachment in domain.attachments:
            if not at_once and isinstance(attachment, ReceivingDomain) and _still_gets_mail(attachment):
                _release(attachment)
            else:
                remove(attachment)
        finish(domain)


def _still_gets_mail(receiving: ReceivingDomain) -> bool:
    if not is_in(receiving, State.ACTIVE, State.DEGRADED, State.RELEASING):
        return False
    mx = Finding.objects.filter(domain=receiving.domain_id, purpose=Purpose.MX, status__in=_LEADS_HERE)
    return mx.exists()


def _release(receiving: ReceivingDomain) -> None:
    if not is_in(receiving, State.RELEASING):
        move(receiving, State.RELEASING)


def remove(attachment: ReceivingDomain | SendingDomain) -> None:
    """At CloudMailin, if it is there."""
    domain = attachment.domain
    if attachment.state != State.REMOVING:
        move(attachment, State.REMOVING)
    if attachment.remote_id:
        kind = _deletion(attachment)
        enqueue(kind, attachment.pk, domain, Rank.DELETION)
    elif not _is_being_made(attachment):
        move(attachment, State.GONE)


def _deletion(attachment: ReceivingDomain | SendingDomain) -> Operation.Kind:
    receiving = isinstance(attachment, ReceivingDomain)
    return Operation.Kind.DELETE_RECEIVING if receiving else Operation.Kind.DELETE_SENDING


def _is_being_made(attachment: ReceivingDomain | SendingDomain) -> bool:
    """Whether its creation is under way or of unknown outcome: then its end is decided when that is known."""
    receiving = isinstance(attachment, ReceivingDomain)
    kind = Operation.Kind.CREATE_RECEIVING if receiving else Operation.Kind.CREATE_SENDING
    return Operation.objects.filter(kind=kind, target_id=attachment.pk, status__in=_LIVE).exists()


def finish(domain: Domain) -> None:
    """Let the name go once nothing is attached to it any more."""
    domain = Domain.objects.select_related("receiving", "sending").get(pk=domain.pk)
    if domain.removed_at is None and not domain.attachments:
        Domain.objects.filter(pk=domain.pk).update(removed_at=clock.now(), next_check_at=None)
        timeline.note(domain, "removed")
        if DomainEvent.objects.filter(domain=domain, kind=Claim.PROVEN).exists():
            become(domain, Claim.QUARANTINED)
        transaction.on_commit(partial(_tell_others, domain))


def _tell_others(domain: Domain) -> None:
    """Who waits for the name need not wait any longer. Without a lock of ours, as one of them may wait for it."""
    with across_tenants():
        others = Domain.objects.filter(name=domain.name, removed_at=None, claim__in=OPEN)
        if others.exclude(pk=domain.pk).update(next_check_at=clock.now()):
            bell.ring_for_check()
