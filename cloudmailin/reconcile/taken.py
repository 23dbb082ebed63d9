"""A name that CloudMailin says is taken, and not by us: staff are told, with what one look finds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cloudmailin.models.domain import ReceivingDomain, SendingDomain
from cloudmailin.models.drift import Drift, Reading
from cloudmailin.models.operation import Operation
from cloudmailin.queue import clock
from cloudmailin.queue.enqueue import enqueue_read


def report(attachment: ReceivingDomain | SendingDomain, sentence: str) -> None:
    """Open, or open again, the drift of this attachment, and look when the budget allows."""
    domain, now = attachment.domain, clock.now()
    about = {
        "account_id": domain.account_id,
        "kind": Drift.Kind.TAKEN,
        "what": attachment.use.value,
        "target_id": attachment.pk,
    }
    drift = Drift.objects.filter(**about).exclude(status=Drift.Status.RESOLVED).first()
    drift = drift or Drift(**about, first_seen=now)
    drift.tenant_id, drift.domain, drift.name = domain.tenant_id, domain, domain.name
    drift.status, drift.last_seen, drift.note = Drift.Status.OPEN, now, sentence[:500]
    drift.theirs, drift.confirmed_at = {}, None
    drift.save()
    enqueue_read(_look(attachment, drift), domain.account_id, now)


def _look(attachment: ReceivingDomain | SendingDomain, drift: Drift) -> Reading:
    """Sending domains are found by name; receiving domains only on the list of the address they are wished on."""
    receiving = isinstance(attachment, ReceivingDomain)
    reading: Reading = Reading.objects.create(
        drift=drift,
        kind=Operation.Kind.LIST_RECEIVING if receiving else Operation.Kind.FIND_SENDING,
        of=attachment.address.remote_id if isinstance(attachment, ReceivingDomain) else "",
        name=drift.name,
        not_before=drift.last_seen,
    )
    return reading


def looked(drift: Drift, reading: Reading, found: Sequence[dict[str, Any]]) -> None:
    """Keep what has the name in our account; nothing, if the one that has it is another's."""
    named = (told for told in found if told["domain"].lower() == reading.name)
    drift.theirs, drift.of, drift.confirmed_at = next(named, {}), reading.of, clock.now()
    drift.save(update_fields=["theirs", "of", "confirmed_at"])
    reading.delete()
