"""The pieces of work that a child can be told to do, each by the id of what it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cloudmailin.lifecycle.attach import attach
from cloudmailin.lifecycle.check import check_due
from cloudmailin.lifecycle.detach import detach
from cloudmailin.models import Domain
from cloudmailin.queue.step import step
from cloudmailin.states import Use
from tenants.models import Tenant
from tenants.names import DomainName
from tenants.scoping import across_tenants


def attach_both(tenant_id: int) -> None:
    with across_tenants():
        attach(Tenant.objects.get(pk=tenant_id), name_of(tenant_id), set(Use))


def name_of(tenant_id: int) -> DomainName:
    return DomainName(f"traced-{tenant_id}.test")


def _detach(domain_id: int) -> None:
    with across_tenants():
        detach(Domain.objects.get(pk=domain_id))


def _check(_: int) -> None:
    check_due()


def _step(account_id: int) -> None:
    step(account_id)


WORK: Mapping[str, Callable[[int], None]] = {
    "attach": attach_both,
    "check": _check,
    "detach": _detach,
    "step": _step,
}
