"""Say no to an attachment: CloudMailin refused it, or another tenant proved the name."""

from __future__ import annotations

from cloudmailin.lifecycle.move import is_in, move
from cloudmailin.models import Operation, SendingDomain
from cloudmailin.queue.enqueue import cancel_waiting, enqueue
from cloudmailin.states import LEAVING, State


def give_way(rival: SendingDomain) -> None:
    """An unproven claim loses its sending domain at CloudMailin to whoever proved the name; if it isn't going anyhow."""
    domain = rival.domain
    if is_in(rival, *LEAVING):
        return
    cancel_waiting(domain)
    if not is_in(rival, State.REJECTED):
        move(rival, State.REJECTED, reason="contested")
    if rival.remote_id:
        enqueue(Operation.Kind.DELETE_SENDING, rival.pk, domain)
