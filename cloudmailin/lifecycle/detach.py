"""Take a domain away again: what is at CloudMailin is deleted there before the name is free."""

from __future__ import annotations

from django.db import transaction

from cloudmailin.lifecycle import timeline
from cloudmailin.lifecycle.move import move
from cloudmailin.models import Domain, Operation, ReceivingDomain, SendingDomain
from cloudmailin.queue import clock
from cloudmailin.queue.enqueue import cancel_waiting, enqueue
from cloudmailin.queue.order import Rank
from cloudmailin.states import State
from tenants.models import User

_LIVE = [Operation.Status.WAITING, Operation.Status.RUNNING]


def detach(domain: Domain, *, actor: User | None = None) -> None:
    """Remove all that is attached; the domain itself goes when the last of it is gone."""
    with transaction.atomic():
        domain = Domain.objects.select_for_update(of=("self",), no_key=True).get(pk=domain.pk)
        if domain.removed_at:
            return
        timeline.note(domain, "removal_asked", actor=actor)
        cancel_waiting(domain)
        for attachment in domain.attachments:
            _remove(attachment)
        finish(domain)


def _remove(attachment: ReceivingDomain | SendingDomain) -> None:
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
