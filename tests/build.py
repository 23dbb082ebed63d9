"""Builders: each makes one object with sensible defaults, through the product's verbs where there is one."""

from __future__ import annotations

from itertools import count

from cloudmailin.lifecycle.attach import attach
from cloudmailin.models import Account, Address, Domain, ReceivingDomain, SendingDomain
from cloudmailin.queue import clock
from cloudmailin.states import Use
from tenants.models import Brand, BrandHost, Membership, Tenant, User
from tenants.names import DomainName
from tenants.roles import Role
from tenants.scoping import across_tenants

_number = count(1)
BOTH = frozenset(Use)
PASSWORD = "a-long-password"


def a_brand(*, base_url: str = "http://127.0.0.1:9/api/v0.1", key: str = "key", calls: int = 5) -> Brand:
    n = next(_number)
    brand = Brand.objects.create(
        name=f"Brand {n}", slug=f"brand-{n}", support_email=f"help@brand-{n}.test", proof_label=f"_brand-{n}"
    )
    BrandHost.objects.create(brand=brand, name=f"brand-{n}.localhost", is_primary=True)
    Account.objects.create(
        brand=brand,
        base_url=base_url,
        remote_id=f"{n:016x}",
        api_key=key,
        inbound_target=f"https://app.brand-{n}.test/inbound/{{tenant}}",
        calls_per_period=calls,
    )
    return brand


def a_tenant(brand: Brand | None = None) -> Tenant:
    return Tenant.objects.create(brand=brand or a_brand(), name=f"Tenant {next(_number)}")


def a_member(tenant: Tenant, role: Role = Role.OWNER, password: str | None = PASSWORD) -> User:
    """Without a password it is made at once: hashing one is slow on purpose."""
    user = User.objects.create_user(f"person-{next(_number)}@example.com", password)
    Membership.objects.create(user=user, tenant=tenant, role=role)
    return user


def working(domain: Domain) -> Domain:
    """As if it were proven, and CloudMailin had all of it: for tests that make no call about it."""
    with across_tenants():
        now = clock.now()
        Domain.objects.filter(pk=domain.pk).update(claim="proven", proven_at=now)
        SendingDomain.objects.filter(domain=domain).update(state="verified", state_since=now)
        ReceivingDomain.objects.filter(domain=domain).update(state="active", state_since=now)
        Address.objects.filter(receiving_domains__domain=domain, remote_id="").update(
            remote_id=f"{next(_number):020x}"
        )
        return Domain.objects.select_related("account", "receiving__address", "sending").get(pk=domain.pk)


def a_domain(tenant: Tenant | None = None, name: str | None = None, uses: frozenset[Use] = BOTH) -> Domain:
    tenant = tenant or a_tenant()
    with across_tenants():
        return attach(tenant, DomainName(name or f"domain-{next(_number)}.test"), set(uses))
