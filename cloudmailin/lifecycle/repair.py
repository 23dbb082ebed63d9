"""What staff decide about drift: adopt, recreate or ignore. Nothing here deletes anything at CloudMailin."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from cloudmailin.lifecycle import addresses, settle, timeline
from cloudmailin.lifecycle.attach import request_sending
from cloudmailin.lifecycle.move import is_in, move
from cloudmailin.lifecycle.retry import retry
from cloudmailin.lifecycle.schedule import check_now
from cloudmailin.lifecycle.taker import Attachment, NotPossible, address_for, attachment_for, has_proof
from cloudmailin.models import Account, Address, Domain, Drift, Operation, ReceivingDomain, SendingDomain
from cloudmailin.queue import clock
from cloudmailin.queue.enqueue import enqueue
from cloudmailin.reconcile.views import What
from cloudmailin.states import State
from tenants.audit import AuditAction, record
from tenants.models import User
from tenants.scoping import across_tenants

Kind, Decision = Drift.Kind, Drift.Decision

_CHOICES: dict[str, tuple[Drift.Decision, ...]] = {
    Kind.VANISHED: (Decision.RECREATE, Decision.IGNORE),
    Kind.CHANGED: (Decision.ADOPT, Decision.RECREATE, Decision.IGNORE),
    Kind.UNVERIFIED: (Decision.RECREATE, Decision.IGNORE),
    Kind.UNKNOWN: (Decision.ADOPT, Decision.IGNORE),
    Kind.TAKEN: (Decision.ADOPT, Decision.RECREATE, Decision.IGNORE),
}


def choices(drift: Drift) -> tuple[Drift.Decision, ...]:
    """What can be decided about it at all; whether it can be just now is said when it is tried."""
    if drift.status == Drift.Status.RESOLVED:
        return ()
    offered = _CHOICES[drift.kind]
    fixed = drift.kind == Kind.CHANGED and drift.what == What.SENDING
    return tuple(each for each in offered if not (fixed and each == Decision.RECREATE))


def decide(drift: Drift, decision: Drift.Decision, *, actor: User | None = None) -> None:
    """Carry out what staff have decided, and keep who it was. Raises NotPossible."""
    with across_tenants(), transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=drift.account_id)
        drift = Drift.objects.select_for_update(of=("self",)).select_related("account").get(pk=drift.pk)
        if decision not in choices(drift):
            raise NotPossible("This can't be decided about it, or it is resolved already.")
        match decision:
            case Decision.ADOPT:
                _adopt(drift, actor)
            case Decision.RECREATE:
                _recreate(drift, actor)
        ignored = decision == Decision.IGNORE
        drift.status = Drift.Status.IGNORED if ignored else Drift.Status.RESOLVED
        drift.decision, drift.decided_by, drift.decided_at = decision, actor, clock.now()
        drift.save()
        record(AuditAction.DRIFT_DECIDED, actor=actor, target=drift, after={"decision": decision})


def _adopt(drift: Drift, actor: User | None) -> None:
    """Believe what CloudMailin has: it becomes what the portal wishes for."""
    if not drift.theirs:
        raise NotPossible("Nothing of this name was found in this account, so there is nothing to adopt.")
    if drift.kind == Kind.CHANGED and drift.what == What.ADDRESS:
        told = drift.theirs
        addresses.accept(_address(drift), told["target"], told["target_format"] or "", actor)
    elif drift.what == What.ADDRESS:
        found = drift.theirs
        addresses.arrived(address_for(drift), found["id"], _email(found), revision=0)
    else:
        one = _attachment(drift) if drift.kind == Kind.CHANGED else attachment_for(drift)
        _lock(one.domain)
        timeline.note(one.domain, "renewed", use=one.use, actor=actor)
        _take(one, drift, actor)
        _settle_others(one, drift)


def _email(told: dict[str, str]) -> str:
    return told.get("address") or f"{told['id']}@cloudmailin.net"


def _take(one: Attachment, drift: Drift, actor: User | None) -> None:
    if isinstance(one, ReceivingDomain):
        one.remote_id = drift.theirs["id"]
        one.auth_regex = drift.theirs.get("auth_regex") or ""
        one.domain_target = drift.theirs.get("domain_target") or ""
        one.save(update_fields=["remote_id", "auth_regex", "domain_target"])
        for state in _way_to_active(one):
            move(one, state, actor=actor)
    else:
        _take_names(one, drift, actor)
    check_now(one.domain)


def _way_to_active(one: ReceivingDomain) -> list[State]:
    """CloudMailin has it already, so there is nothing to wait for; should its records be wrong, DNS will tell."""
    way = [State.REJECTED, State.AWAITING_DNS, State.PROVISIONING, State.ACTIVE]
    return way[way.index(State(one.state)) + 1 :] if one.state in way else []


def _take_names(one: SendingDomain, drift: Drift, actor: User | None) -> None:
    """Other names mean other records, which have to be published and verified anew."""
    known = one.dkim_selector
    settle.take_over(one, drift.theirs)
    if is_in(one, State.REJECTED) or (one.dkim_selector != known and not is_in(one, State.REQUESTED)):
        move(one, State.REQUESTED, actor=actor)
    if is_in(one, State.REQUESTED):
        move(one, State.AWAITING_DNS, actor=actor)


def _settle_others(one: Attachment, drift: Drift) -> None:
    """What else was said of the two that are one now: vanished or taken, and unknown."""
    ours = Q(target_id=one.pk, kind__in=[Kind.VANISHED, Kind.TAKEN])
    theirs = Q(account=drift.account, kind=Kind.UNKNOWN, remote_id=one.remote_id)
    others = Drift.objects.filter(ours | theirs, what=one.use.value).exclude(pk=drift.pk)
    others.update(status=Drift.Status.RESOLVED)


def _recreate(drift: Drift, actor: User | None) -> None:
    """Have it made, changed or verified (again) as the portal wishes for it."""
    if drift.what == What.ADDRESS:
        address = _address(drift)
        (addresses.remake if drift.kind == Kind.VANISHED else addresses.send_again)(address)
        return
    one = _attachment(drift)
    domain = one.domain
    _lock(domain)
    if not has_proof(domain):
        raise NotPossible(
            "The customer's proof for this name can't be seen in DNS now, so it is not made again."
        )
    timeline.note(domain, "renewed", use=one.use, actor=actor)
    if drift.kind == Kind.TAKEN:
        retry(domain, actor=actor)
    elif isinstance(one, ReceivingDomain):
        one.remote_id = ""
        one.save(update_fields=["remote_id"])
        move(one, State.AWAITING_DNS, actor=actor)
        check_now(domain)
    elif drift.kind == Kind.VANISHED:
        _begin_again(one, actor)
    else:
        _verify_again(one, actor)


def _begin_again(sending: SendingDomain, actor: User | None) -> None:
    """The new object may have other DNS names, so the old ones are shown to nobody."""
    sending.remote_id = sending.mta_domain = sending.required_cname = ""
    sending.dkim_selector = sending.dkim_domain = sending.dkim_public_record = ""
    sending.save()
    move(sending, State.REQUESTED, actor=actor)
    request_sending(sending)


def _verify_again(sending: SendingDomain, actor: User | None) -> None:
    if not is_in(sending, State.VERIFIED):
        raise NotPossible("The portal does not believe it verified any more.")
    move(sending, State.VERIFYING, actor=actor)
    enqueue(Operation.Kind.VERIFY_SENDING, sending.pk, sending.domain)


def _address(drift: Drift) -> Address:
    address = Address.objects.select_related("account", "tenant").get(pk=drift.target_id)
    if address.remote_id != drift.remote_id:
        raise NotPossible("The customer has another address by now.")
    return address


def _attachment(drift: Drift) -> Attachment:
    """Ours, if it still stands for the object that the drift is about."""
    part = ReceivingDomain if drift.what == What.RECEIVING else SendingDomain
    rows = part.objects.select_related("domain__account", "domain__tenant")
    one: Attachment = rows.get(pk=drift.target_id)
    if one.remote_id != drift.remote_id or is_in(one, State.REMOVING, State.GONE):
        raise NotPossible(
            "The customer's domain has moved on since. The next round will tell what is left of this."
        )
    return one


def _lock(domain: Domain) -> None:
    """Against a check or a removal of the domain at the same moment."""
    Domain.objects.select_for_update(of=("self",), no_key=True).get(pk=domain.pk)
