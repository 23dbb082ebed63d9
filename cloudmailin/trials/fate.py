"""What became of the call that sends a test message. It is made once: a second one might be a second mail."""

from __future__ import annotations

from cloudmailin.models import MessageEvent, Operation, TrialMessage
from cloudmailin.queue import clock
from cloudmailin.trials.ask import can_try

Status = TrialMessage.Status


def is_wanted(trial: TrialMessage, operation: Operation) -> bool:
    """Not once a call was lost on the way, and not when the domain has ceased to work."""
    waits = trial.status == Status.WAITING and not operation.look_first
    return waits and can_try(trial.domain, TrialMessage.Way(trial.way))


def sent(trial: TrialMessage, remote_id: str) -> None:
    """CloudMailin has taken it; what it has told of this message before we knew is the trial's now."""
    _end(trial, Status.SENT, remote_id=remote_id)
    early = MessageEvent.objects.filter(account=trial.account_id, message_id=remote_id, trial=None)
    early.update(trial=trial, tenant=trial.tenant_id)


def refused(trial: TrialMessage, reason: str) -> None:
    """`reason`: a key of the portal's words."""
    _end(trial, Status.FAILED, reason=reason)


def lost(trial: TrialMessage) -> None:
    """No answer came: it may have been sent, and nobody tries again."""
    _end(trial, Status.UNKNOWN)


def dropped(trial: TrialMessage, operation: Operation) -> None:
    """Its call is not made (again)."""
    if trial.status == Status.WAITING:
        lost(trial) if operation.look_first else refused(trial, "not_ready")


def _end(trial: TrialMessage, status: TrialMessage.Status, *, reason: str = "", remote_id: str = "") -> None:
    trial.status, trial.reason, trial.remote_id, trial.ended_at = status, reason, remote_id, clock.now()
    trial.save(update_fields=["status", "reason", "remote_id", "ended_at"])
