"""Which row of ours may stand for an object that was found at CloudMailin: never two, and never without a right to it."""

from __future__ import annotations

from cloudmailin.dns.finding import FindingStatus
from cloudmailin.dns.records import Purpose
from cloudmailin.models import Address, Domain, Drift, Finding, Operation, ReceivingDomain, SendingDomain
from cloudmailin.reconcile.ledger import address_marked
from cloudmailin.reconcile.views import What
from cloudmailin.states import LEAVING

Attachment = ReceivingDomain | SendingDomain


class NotPossible(Exception):
    """This can't be decided so; says why, in a sentence for staff."""


def has_proof(domain: Domain) -> bool:
    """Whether the tenant proved the name, and its token has not gone from DNS since."""
    if domain.proven_at is None or domain.removed_at:
        return False
    token = Finding.objects.filter(domain=domain, purpose=Purpose.OWNERSHIP, status=FindingStatus.OK)
    return token.exists()


def address_for(drift: Drift) -> Address:
    """The address whose mark the object bears. Raises NotPossible."""
    address = address_marked(drift.account, drift.name)
    if address is None:
        raise NotPossible("Its nickname is not one that the portal gives, so no customer's address is meant.")
    if address.remote_id:
        raise NotPossible("The customer has another address by now.")
    _require_none_under_way(Operation.Kind.CREATE_ADDRESS, address.pk)
    return address


def attachment_for(drift: Drift) -> Attachment:
    """The claim to the name that is proven, or else the only one, if our ledger shows that we asked for it.

    Raises NotPossible.
    """
    claims = _claims(drift)
    entitled = [one for one in claims if has_proof(one.domain)] or (claims if drift.is_attempted else [])
    if len(entitled) != 1:
        raise NotPossible(
            "No customer has proven this name just now, and our ledger shows no attempt of a single one."
            if claims
            else "No customer has this name in the portal for this use."
        )
    one = entitled[0]
    if one.remote_id and not _has_vanished(one):
        raise NotPossible("The customer's domain stands for another object that is there.")
    if isinstance(one, ReceivingDomain) and one.address.remote_id != drift.of:
        raise NotPossible("It hangs on another inbound address than the customer's.")
    receiving = isinstance(one, ReceivingDomain)
    _require_none_under_way(
        Operation.Kind.CREATE_RECEIVING if receiving else Operation.Kind.CREATE_SENDING, one.pk
    )
    return one


def _claims(drift: Drift) -> list[Attachment]:
    part = ReceivingDomain if drift.what == What.RECEIVING else SendingDomain
    rows = part.objects.filter(
        domain__account=drift.account_id, domain__name=drift.name, domain__removed_at=None
    ).exclude(state__in=LEAVING)
    if drift.target_id:
        rows = rows.filter(pk=drift.target_id)
    return list(rows.select_related("domain__account", "domain__tenant"))


def _has_vanished(one: Attachment) -> bool:
    lost = Drift.objects.filter(kind=Drift.Kind.VANISHED, what=one.use.value, remote_id=one.remote_id)
    return lost.filter(target_id=one.pk).exclude(status=Drift.Status.RESOLVED).exists()


def _require_none_under_way(creation: Operation.Kind, target_id: int) -> None:
    under_way = Operation.objects.filter(kind=creation, target_id=target_id, status=Operation.Status.RUNNING)
    if under_way.exists():
        raise NotPossible("It is just being made. Look again in a minute.")
