"""Ask for a test message: from a domain of the tenant's to whoever asks, or from the brand to a domain of the tenant's."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction

from cloudmailin.models import Account, Domain, Operation, TrialMessage
from cloudmailin.queue import clock
from cloudmailin.queue.enqueue import enqueue
from cloudmailin.queue.order import Rank
from cloudmailin.states import State
from tenants import names
from tenants.models import Tenant, User

Way = TrialMessage.Way

PER_PERSON, PERSONS_TIME = 5, timedelta(hours=1)
PER_TENANT, TENANTS_TIME = 20, timedelta(days=1)

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without those that look like others, as people may read the code aloud."""


class TooMany(Exception):
    """The person or the tenant has sent as many as they may for now."""


class NotReady(Exception):
    """The domain does not work yet, or the brand can't send test messages."""


def can_try(domain: Domain, way: Way) -> bool:
    """Whether a test message would say anything: the domain works, and the brand can send."""
    account = domain.account
    if not (account.smtp_username and account.smtp_token and domain.proven_at):
        return False
    if way == Way.OUT:
        sending = getattr(domain, "sending", None)
        return sending is not None and sending.state == State.VERIFIED
    receiving = getattr(domain, "receiving", None)
    works = receiving is not None and receiving.state in (State.ACTIVE, State.DEGRADED)
    return works and bool(account.trial_sender)


def ask(domain: Domain, way: Way, local: str, user: User, *, subject: str, body: str) -> TrialMessage:
    """`local`: the part before the @ at the tenant's domain. {code} in `subject` is filled in. Raises NotReady, TooMany.

    Neither sender nor recipient is anybody's choice: one is at a domain of the tenant's, the other is the
    person that asks, or the brand.
    """
    if not can_try(domain, way):
        raise NotReady
    at_domain = f"{local}@{_host(domain)}"
    out = way == Way.OUT
    code = "".join(secrets.choice(_LETTERS) for _ in range(6))
    with transaction.atomic():
        Tenant.objects.select_for_update(no_key=True).get(pk=domain.tenant_id)
        _check_limits(domain, user)
        trial = TrialMessage.objects.create(
            tenant_id=domain.tenant_id,
            account_id=domain.account_id,
            domain=domain,
            asked_by=user,
            way=way,
            sender=at_domain if out else domain.account.trial_sender,
            recipient=user.email if out else at_domain,
            subject=subject.format(code=code),
            body=body,
            code=code,
            created_at=clock.now(),
        )
        enqueue(Operation.Kind.SEND_TRIAL, trial.pk, trial, Rank.INTERACTIVE)
    return trial


def _host(domain: Domain) -> str:
    """Under a star any name will do."""
    return f"test.{names.base(domain.name)}" if names.is_wildcard(domain.name) else domain.name


def _check_limits(domain: Domain, user: User) -> None:
    now = clock.now()
    sent = TrialMessage.objects.filter(tenant=domain.tenant_id)
    if sent.filter(created_at__gt=now - TENANTS_TIME).count() >= PER_TENANT:
        raise TooMany
    if sent.filter(asked_by=user, created_at__gt=now - PERSONS_TIME).count() >= PER_PERSON:
        raise TooMany


def account_can_try(account: Account) -> bool:
    """Whether the brand sends test messages at all."""
    return bool(account.smtp_username and account.smtp_token)
