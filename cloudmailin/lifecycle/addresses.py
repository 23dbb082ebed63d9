"""Inbound addresses: whose they are, where their mail goes, and what CloudMailin still has to hear of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import F, Q, QuerySet

from cloudmailin.lifecycle import timeline
from cloudmailin.lifecycle.schedule import check_now
from cloudmailin.models import Account, Address, Operation, ReceivingDomain
from cloudmailin.models.account import AddressPolicy
from cloudmailin.queue.enqueue import enqueue
from cloudmailin.queue.order import Rank
from cloudmailin.states import State
from tenants.audit import AuditAction, record
from tenants.models import Tenant, User
from tenants.scoping import across_tenants

Kind = Operation.Kind

_SHARED = (
    "remote_id",
    "email",
    "target",
    "target_format",
    "auth_header",
    "generation",
    "revision",
    "applied_revision",
    "problem",
)
"""What the rows of one shared address have in common."""


class InUse(Exception):
    """Domains still receive through this address."""


def address_of(tenant: Tenant, account: Account) -> Address:
    """The tenant's address, as the account's policy has it; CloudMailin hears of it on first need."""
    address, _ = Address.objects.get_or_create(
        tenant=tenant,
        defaults={
            "account": account,
            "is_shared": account.address_policy == AddressPolicy.SHARED,
            **_by_template(account, tenant),
        },
    )
    return address


def _by_template(account: Account, tenant: Tenant) -> dict[str, str]:
    return {
        "target": account.inbound_target.replace("{tenant}", str(tenant.public_id)),
        "target_format": account.inbound_format,
        "auth_header": account.inbound_auth,
    }


def redirect(
    address: Address, *, target: str, target_format: str, auth_header: str, actor: User | None = None
) -> bool:
    """The customer says where mail goes from now on. False when that is what was wished for already."""
    wish = {"target": target, "target_format": target_format, "auth_header": auth_header}
    with transaction.atomic():
        address = Address.objects.select_for_update(of=("self",), no_key=True).get(pk=address.pk)
        before = {name: getattr(address, name) for name in wish}
        if not _wish(address, wish, is_custom=True):
            return False
        record(AuditAction.DELIVERY_CHANGED, actor=actor, target=address, before=before, after=wish)
        _tell_cloudmailin(address, Rank.INTERACTIVE)
        for receiving in _domains(address):
            timeline.note(receiving.domain, "redirected", use=receiving.use, actor=actor)
            check_now(receiving.domain)
    return True


def follow(account: Account) -> int:
    """The account's template has changed: so do all addresses that no customer has set; how many that were."""
    with across_tenants(), transaction.atomic():
        rows = Address.objects.filter(account=account, is_custom=False).select_related("tenant")
        locked = rows.select_for_update(of=("self",), no_key=True)
        changed = [
            each for each in locked if _wish(each, _by_template(account, each.tenant), is_custom=False)
        ]
        distinct = {address.remote_id or address.pk: address for address in changed}
        for address in distinct.values():
            _tell_cloudmailin(address, Rank.REFRESH)
    return len(distinct)


def _wish(address: Address, wish: dict[str, str], *, is_custom: bool) -> bool:
    if not address.problem and all(getattr(address, name) == value for name, value in wish.items()):
        return False
    for name, value in wish.items():
        setattr(address, name, value)
    address.is_custom, address.problem = is_custom, ""
    address.revision += 1
    address.save()
    return True


def _tell_cloudmailin(address: Address, rank: Rank) -> None:
    if address.remote_id:
        enqueue(Kind.CHANGE_ADDRESS, address.pk, address, rank)


def send_again(address: Address) -> None:
    """Staff ask that CloudMailin hear of it once more, whatever it has or refused."""
    with transaction.atomic():
        _rows(address).update(problem="", revision=F("revision") + 1)
        _tell_cloudmailin(address, Rank.REFRESH)
        for receiving in _waiting(address):
            check_now(receiving.domain)


def accept(address: Address, target: str, target_format: str, actor: User | None = None) -> None:
    """Staff wish for what somebody has set by hand at CloudMailin; the account's template no longer applies."""
    told = {"target": target, "target_format": target_format or address.target_format}
    _rows(address).update(
        **told, is_custom=True, problem="", revision=F("revision") + 1, applied_revision=F("revision") + 1
    )
    for receiving in _domains(address):
        timeline.note(receiving.domain, "redirected", use=receiving.use, actor=actor)


def remake(address: Address) -> None:
    """It is no longer at CloudMailin, and staff wish it made again; its domains are a matter of their own."""
    deleted(address)
    address.refresh_from_db()
    if is_ready(address):
        enqueue(Kind.CREATE_ADDRESS, address.pk, address)


def release(address: Address) -> None:
    """Delete the address at CloudMailin; a later need makes another. Raises InUse."""
    if is_in_use(address):
        raise InUse
    if address.remote_id:
        enqueue(Kind.DELETE_ADDRESS, address.pk, address, Rank.DELETION)


def is_in_use(address: Address) -> bool:
    attached = ReceivingDomain.objects.filter(address__in=_rows(address))
    return attached.exclude(state=State.GONE).exists()


def is_ready(address: Address) -> bool:
    """Whether it can be made as it is wished for, or waits for somebody to say (again) where mail goes."""
    return bool(address.target) and not address.problem


def is_leaving(address: Address) -> bool:
    return Operation.objects.filter(
        kind=Kind.DELETE_ADDRESS, target_id__in=_rows(address).values("pk"), status__in=["waiting", "running"]
    ).exists()


def share(address: Address) -> None:
    """Take over what another tenant's row says of an address that both share."""
    other = _rows(address).exclude(pk=address.pk).order_by("pk").first()
    if other and not address.remote_id:
        for name in _SHARED:
            setattr(address, name, getattr(other, name))
        address.save(update_fields=_SHARED)


def is_wanted(kind: str, address: Address) -> bool:
    """Whether an operation on the address would still change anything."""
    match kind:
        case Kind.CREATE_ADDRESS:
            return not address.remote_id and is_ready(address)
        case Kind.CHANGE_ADDRESS:
            return bool(address.remote_id) and not address.is_applied
        case _:
            return bool(address.remote_id) and not is_in_use(address)


def arrived(address: Address, remote_id: str, email: str, revision: int) -> None:
    """CloudMailin has the address as it was wished for in `revision`; what came later it has to hear too."""
    _rows(address).update(remote_id=remote_id, email=email, applied_revision=revision, problem="")
    address.refresh_from_db()
    if not address.is_applied:
        _tell_cloudmailin(address, Rank.INTERACTIVE)
    for receiving in _waiting(address):
        check_now(receiving.domain)


def deleted(address: Address) -> None:
    _rows(address).update(
        remote_id="", email="", applied_revision=0, problem="", generation=F("generation") + 1
    )


def refused(address: Address, sentence: str) -> Iterator[ReceivingDomain]:
    """CloudMailin did not take it. The receiving domains that nobody but staff can help."""
    _rows(address).update(problem=sentence[:500])
    if not address.remote_id and address.account.address_policy != AddressPolicy.CUSTOMER:
        yield from _waiting(address)


def forgive(address: Address) -> None:
    """Somebody asks to try again as it is."""
    Address.objects.filter(pk=address.pk).update(problem="")


def _rows(address: Address) -> QuerySet[Address]:
    """All that stand for the same address at CloudMailin; in a tenant's scope its own only."""
    same = Q(account=address.account_id, is_shared=True) if address.is_shared else Q(pk=address.pk)
    return Address.objects.filter(same)


def _domains(address: Address) -> QuerySet[ReceivingDomain]:
    attached = ReceivingDomain.objects.filter(address__in=_rows(address))
    return attached.exclude(state=State.GONE).select_related("domain")


def _waiting(address: Address) -> QuerySet[ReceivingDomain]:
    return _domains(address).filter(state=State.AWAITING_DNS)
