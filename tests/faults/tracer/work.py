"""The pieces of work that a child can be told to do, each by the id of what it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cloudmailin.lifecycle.addresses import redirect, release
from cloudmailin.lifecycle.attach import attach
from cloudmailin.lifecycle.check import check_due
from cloudmailin.lifecycle.detach import detach
from cloudmailin.models import Address, Domain
from cloudmailin.queue.step import step
from cloudmailin.states import Use
from tenants.models import Tenant
from tenants.names import DomainName
from tenants.scoping import across_tenants

ELSEWHERE = "https://elsewhere.example.com/"


def attach_both(tenant_id: int) -> None:
    with across_tenants():
        attach(Tenant.objects.get(pk=tenant_id), name_of(tenant_id), set(Use))


def name_of(tenant_id: int) -> DomainName:
    return DomainName(f"traced-{tenant_id}.test")


def _detach(domain_id: int) -> None:
    with across_tenants():
        detach(Domain.objects.get(pk=domain_id), at_once=True)


def redirect_elsewhere(tenant_id: int) -> None:
    with across_tenants():
        address = Address.objects.get(tenant=tenant_id)
        redirect(address, target=ELSEWHERE, target_format="json+n", auth_header="Basic x")


def release_address(tenant_id: int) -> None:
    with across_tenants():
        release(Address.objects.get(tenant=tenant_id))


def _check(_: int) -> None:
    check_due()


def _step(account_id: int) -> None:
    step(account_id)


WORK: Mapping[str, Callable[[int], None]] = {
    "attach": attach_both,
    "check": _check,
    "detach": _detach,
    "redirect": redirect_elsewhere,
    "release": release_address,
    "step": _step,
}
