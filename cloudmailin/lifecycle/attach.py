"""Attach a domain to a tenant for receiving, sending or both."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from cloudmailin.dns.preflight import Preflight
from cloudmailin.lifecycle import timeline
from cloudmailin.lifecycle.addresses import address_of
from cloudmailin.models import Account, Domain, Operation, ReceivingDomain, SendingDomain
from cloudmailin.ownership.rivals import is_quarantined, rivals
from cloudmailin.ownership.rules import OPEN
from cloudmailin.queue import bell, clock
from cloudmailin.queue.enqueue import enqueue
from cloudmailin.states import INITIAL, State, Use
from tenants import names
from tenants.audit import AuditAction, record
from tenants.lookalikes import skeleton
from tenants.models import Tenant, User
from tenants.names import DomainName
from tenants.scoping import across_tenants

MOST_UNPROVEN = 20
"""So many unproven names may a tenant have at once: sending domains are made early, in an account all share."""

MOST_UNPROVEN_IN_BULK = 500
"""So many out of lists: beyond the first ones sending waits for the proof, so that nobody fills the account."""


class AlreadyAttached(Exception):
    """The tenant has this name for these uses already; `domain` is where."""

    def __init__(self, domain: Domain) -> None:
        super().__init__(str(domain))
        self.domain = domain


class BeingRemoved(AlreadyAttached):
    """The tenant has given this name up, and that has not come to its end yet."""


class OnlyReceives(Exception):
    """A name with a star can't be sent from."""


class TooManyUnproven(Exception):
    """The tenant has to publish the records of earlier names, or remove some, first."""


class LimitReached(Exception):
    """The tenant has as many names as were agreed (Tenant.most_domains)."""


def attach(
    tenant: Tenant,
    name: DomainName,
    uses: set[Use],
    *,
    actor: User | None = None,
    before: Preflight | None = None,
    in_bulk: bool = False,
) -> Domain:
    """Write the domain, its event and the operations it needs, in one transaction.

    A use that is missing on a name which the tenant has already is added to it. `before` is what stood in DNS.
    More may wait for their proof that come `in_bulk`.
    Raises AlreadyAttached, BeingRemoved, LimitReached, OnlyReceives, TooManyUnproven.
    """
    if names.is_wildcard(name) and Use.SENDING in uses:
        raise OnlyReceives
    account = Account.objects.get(brand=tenant.brand_id)
    with transaction.atomic():
        held = Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
        there = Domain.objects.select_for_update(of=("self",), no_key=True)
        domain = there.filter(tenant=tenant, name=name, removed_at=None).first()
        most = MOST_UNPROVEN_IN_BULK if in_bulk else MOST_UNPROVEN
        domain = domain or _add(held, account, name, actor, most)
        missing = uses - {one.use for one in domain.attachments}
        if domain.claim not in OPEN or any(one.state == State.REMOVING for one in domain.attachments):
            raise BeingRemoved(domain)
        if not missing:
            raise AlreadyAttached(domain)
        for use in sorted(missing):
            (_attach_receiving if use is Use.RECEIVING else _attach_sending)(domain)
            timeline.note(domain, "attached", use=use, actor=actor)
        _write_down(domain, missing, actor)
        now = clock.now()
        domain.next_check_at = domain.touched_at = now
        domain.stood_before = asdict(before) if before else {}
        domain.save(update_fields=["next_check_at", "touched_at", "stood_before"])
        bell.ring_for_check()
    return domain


def _write_down(domain: Domain, uses: set[Use], actor: User | None) -> None:
    is_new = len(domain.attachments) == len(uses)
    action = AuditAction.DOMAIN_ADDED if is_new else AuditAction.DOMAIN_CHANGED
    record(action, actor=actor, target=domain, after={"uses": sorted(uses)})


def _add(tenant: Tenant, account: Account, name: DomainName, actor: User | None, most: int) -> Domain:
    if left(tenant) == 0:
        raise LimitReached
    unproven = Domain.objects.filter(tenant=tenant, proven_at=None, removed_at=None)
    if unproven.count() >= most:
        raise TooManyUnproven
    domain = Domain.objects.create(tenant=tenant, account=account, name=name, skeleton=skeleton(name))
    timeline.note(domain, "added", actor=actor)
    return domain


def left(tenant: Tenant) -> int | None:
    """How many names it may add still; None: as many as it likes."""
    if tenant.most_domains is None:
        return None
    return max(0, tenant.most_domains - Domain.objects.filter(tenant=tenant, removed_at=None).count())


def _attach_receiving(domain: Domain) -> None:
    ReceivingDomain.objects.create(
        tenant=domain.tenant,
        domain=domain,
        address=address_of(domain.tenant, domain.account),
        state=INITIAL[Use.RECEIVING],
        state_since=clock.now(),
    )


def _attach_sending(domain: Domain) -> None:
    sending = SendingDomain.objects.create(
        tenant=domain.tenant, domain=domain, state=INITIAL[Use.SENDING], state_since=clock.now()
    )
    request_sending(sending)


def request_sending(sending: SendingDomain) -> None:
    """Ask for the sending domain, unless another claim to the same name has it in the shared account, or had it lately.

    Then it waits until this tenant has proven the name, which makes the other one give way. A brand may have all of
    its customers wait for their proof: then nobody can tell by the waiting who has a name.
    """
    domain = sending.domain
    may_be_made = domain.proven_at or (
        domain.tenant.brand.sending_before_proof and not is_quarantined(domain) and _has_few_early(domain)
    )
    if may_be_made and not rivals(domain, in_its_account=True):
        enqueue(Operation.Kind.CREATE_SENDING, sending.pk, domain)


def _has_few_early(domain: Domain) -> bool:
    """Whether the tenant has less than its share of the account without having proven a name."""
    unproven = SendingDomain.objects.filter(
        tenant=domain.tenant_id, domain__proven_at=None, domain__removed_at=None
    )
    asked_for = Operation.objects.filter(
        domain=OuterRef("domain"), kind=Operation.Kind.CREATE_SENDING, status__in=_LIVE
    )
    return unproven.filter(~Q(remote_id="") | Exists(asked_for)).count() < MOST_UNPROVEN


_LIVE = (Operation.Status.WAITING, Operation.Status.RUNNING)


def request_waiting(domain: Domain) -> None:
    """The name is free again in the account: ask for it for whoever waits, a proven claim first."""
    with across_tenants():
        waiting = SendingDomain.objects.filter(
            domain__account=domain.account_id, domain__name=domain.name, state=State.REQUESTED
        )
        by_proof = waiting.order_by(F("domain__proven_at").asc(nulls_last=True), "pk")
        for sending in by_proof.select_related("domain__account", "domain__tenant"):
            request_sending(sending)
