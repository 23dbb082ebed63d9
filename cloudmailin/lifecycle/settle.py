"""CloudMailin has answered: what that means for the address or domain that the operation was for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cloudmailin.client import resources
from cloudmailin.client.resources import Resource
from cloudmailin.delivery_log import refresh
from cloudmailin.lifecycle import addresses
from cloudmailin.lifecycle.attach import request_waiting
from cloudmailin.lifecycle.detach import finish
from cloudmailin.lifecycle.move import move
from cloudmailin.lifecycle.reception import own_target
from cloudmailin.lifecycle.schedule import check_now
from cloudmailin.models import Address, Domain, Operation, ReceivingDomain, SendingDomain, TrialMessage
from cloudmailin.ownership.rivals import rivals
from cloudmailin.queue import clock
from cloudmailin.queue.enqueue import enqueue
from cloudmailin.queue.order import Rank
from cloudmailin.reconcile import taken
from cloudmailin.states import LEAVING, State
from cloudmailin.trials import fate as trials

Target = Address | ReceivingDomain | SendingDomain | TrialMessage
Kind = Operation.Kind

ON_ADDRESSES = frozenset({Kind.CREATE_ADDRESS, Kind.CHANGE_ADDRESS, Kind.DELETE_ADDRESS, Kind.LIST_INCOMING})

_WANTED_IN: dict[str, frozenset[State]] = {
    Kind.CREATE_RECEIVING: frozenset({State.PROVISIONING}),
    Kind.DELETE_RECEIVING: frozenset({State.REMOVING, State.REJECTED}),
    Kind.CREATE_SENDING: frozenset({State.REQUESTED}),
    Kind.VERIFY_SENDING: frozenset({State.VERIFYING}),
    Kind.DELETE_SENDING: frozenset({State.REMOVING, State.REJECTED}),
}
"""An operation whose target has left these states is dropped before it costs a call."""

_DELETION_TAKES = timedelta(hours=1)
"""CloudMailin answers a deletion before it is done; for so long a name may still count as taken there."""


def target_of(operation: Operation) -> Target:
    if operation.kind in ON_ADDRESSES:
        return Address.objects.select_related("account", "tenant").get(pk=operation.target_id)
    if operation.kind == Kind.SEND_TRIAL:
        return TrialMessage.objects.select_related(
            "domain__account", "domain__receiving", "domain__sending"
        ).get(pk=operation.target_id)
    if operation.kind in (Kind.CREATE_RECEIVING, Kind.DELETE_RECEIVING):
        return ReceivingDomain.objects.select_related("domain__tenant", "domain__account", "address").get(
            pk=operation.target_id
        )
    return SendingDomain.objects.select_related("domain__tenant", "domain__account").get(
        pk=operation.target_id
    )


def is_wanted(operation: Operation) -> bool:
    """Whether the world still asks for it, or a lost answer has to be looked into before it can be undone."""
    target = target_of(operation)
    if isinstance(target, TrialMessage):
        return trials.is_wanted(target, operation)
    if operation.kind == Kind.LIST_INCOMING and isinstance(target, Address):
        return refresh.is_wanted(target)
    if isinstance(target, Address):
        return addresses.is_wanted(operation.kind, target)
    taken_back = target.state in (State.REMOVING, State.REJECTED)
    return target.state in _WANTED_IN[operation.kind] or (operation.look_first and taken_back)


def done(operation: Operation, resource: Resource | None, revision: int = 0) -> None:
    """The operation's wish has come true; `resource` is what CloudMailin says it is now.

    `revision`: of the address whose values were sent.
    """
    match target_of(operation), resource:
        case TrialMessage() as trial, Resource():
            trials.sent(trial, resource.id)
        case Address() as address, resources.Address():
            addresses.arrived(address, resource.id, resource.email, revision)
        case Address() as address, None:
            addresses.deleted(address)
        case ReceivingDomain() as receiving, resources.CustomDomain():
            receiving.remote_id = resource.id
            receiving.save(update_fields=["remote_id"])
            _arrived(receiving, State.PROVISIONING, State.ACTIVE, Kind.DELETE_RECEIVING)
        case SendingDomain() as sending, resources.SendingDomain() if operation.kind == Kind.CREATE_SENDING:
            _take_over(sending, resource)
            _arrived(sending, State.REQUESTED, State.AWAITING_DNS, Kind.DELETE_SENDING)
        case SendingDomain() as sending, resources.SendingDomain():
            _arrived(sending, State.VERIFYING, State.VERIFIED, Kind.DELETE_SENDING)
        case (ReceivingDomain() | SendingDomain()) as attachment, None:
            _deleted(attachment)


def drop(operation: Operation) -> bool:
    """Nobody wants it any more, and it had no effect: whatever waited for its end waits no longer.

    False while somebody else is at work on the domain; then it is to be asked again.
    """
    if operation.kind == Kind.SEND_TRIAL and isinstance(trial := target_of(operation), TrialMessage):
        trials.dropped(trial, operation)
    if operation.domain_id is None or operation.kind in ON_ADDRESSES:
        return True
    locked = Domain.objects.select_for_update(no_key=True, skip_locked=True)
    if not locked.filter(pk=operation.domain_id).exists():
        return False
    target = target_of(operation)
    if (
        not isinstance(target, Address | TrialMessage)
        and target.state == State.REMOVING
        and not target.remote_id
    ):
        _deleted(target)
    return True


def refused(operation: Operation, reason: str, sentence: str) -> None:
    """CloudMailin said no for good."""
    target = target_of(operation)
    if isinstance(target, TrialMessage):
        trials.lost(target) if reason == "unknown" else trials.refused(target, reason)
    elif isinstance(target, Address):
        for receiving in addresses.refused(target, sentence):
            move(receiving, State.REJECTED, reason="refused", detail=sentence)
    elif reason == "taken" and _is_rivalled(target):
        return  # Another claim was faster; the proof will decide between them.
    elif target.state not in LEAVING:
        move(target, State.REJECTED, reason=reason, detail=sentence)
        if reason == "taken":
            taken.report(target, sentence)


def has_own_target(operation: Operation) -> bool:
    """Whether a target of the domain's own was asked for, which CloudMailin grants to some accounts only."""
    if operation.kind != Kind.CREATE_RECEIVING:
        return False
    target = target_of(operation)
    return isinstance(target, ReceivingDomain) and bool(own_target(target))


def _is_rivalled(target: ReceivingDomain | SendingDomain) -> bool:
    return isinstance(target, SendingDomain) and bool(rivals(target.domain, in_its_account=True))


def is_being_deleted(operation: Operation) -> bool:
    """Whether the name is taken at CloudMailin only by what we have just deleted there."""
    if operation.domain is None:
        return False
    return Operation.objects.filter(
        account=operation.account,
        kind__in=[Kind.DELETE_RECEIVING, Kind.DELETE_SENDING],
        domain__name=operation.domain.name,
        status=Operation.Status.DONE,
        ended_at__gt=clock.now() - _DELETION_TAKES,
    ).exists()


def take_over(sending: SendingDomain, told: Mapping[str, Any]) -> None:
    """Let our row stand for an object that was found, with the DNS names that it has. Raises ValueError."""
    _take_over(sending, resources.SendingDomain.model_validate(told))


def _take_over(sending: SendingDomain, made: resources.SendingDomain) -> None:
    sending.remote_id = made.id
    sending.mta_domain, sending.required_cname = made.mta_domain.lower(), made.required_cname.lower()
    sending.dkim_selector, sending.dkim_domain = made.dkim_selector.lower(), made.dkim_domain.lower()
    sending.dkim_public_record = made.dkim_public_record
    sending.save()


def _arrived(attachment: ReceivingDomain | SendingDomain, expected: State, to: State, undo: Kind) -> None:
    """Move on, or undo at CloudMailin what the customer took back while the call was under way."""
    domain = attachment.domain
    if attachment.state == expected:
        move(attachment, to)
        check_now(domain)
    elif attachment.state in (State.REMOVING, State.REJECTED):
        enqueue(undo, attachment.pk, domain, Rank.DELETION)


def _deleted(attachment: ReceivingDomain | SendingDomain) -> None:
    attachment.remote_id = ""
    attachment.save(update_fields=["remote_id"])
    if attachment.state == State.REMOVING:
        move(attachment, State.GONE)
    finish(attachment.domain)
    if isinstance(attachment, SendingDomain):
        request_waiting(attachment.domain)
