"""Tenants in the console: suspended with mail flowing, or with their domains given up; and closed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from cloudmailin.models import Domain, DomainEvent
from cloudmailin.ownership.rules import Claim
from tenants.models import Tenant, User
from tenants.scoping import across_tenants
from tests.build import PASSWORD, a_brand, a_domain, a_member, a_tenant

LIST = reverse("admin:tenants_tenant_changelist", urlconf="portal.console.urls")


@pytest.fixture(autouse=True)
def _all_tenants(db: None) -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def domain() -> Domain:
    return a_domain(a_tenant())


@pytest.fixture
def owner(domain: Domain) -> Client:
    client = Client(headers={"host": domain.tenant.brand.primary_host})
    assert client.login(username=a_member(domain.tenant).email, password=PASSWORD)
    return client


def act(staff: Client, tenant: Tenant, action: str, **more: str) -> str:
    posted = {"action": action, "_selected_action": tenant.pk, **more}
    return staff.post(LIST, posted, follow=True).content.decode()


def claim(domain: Domain) -> str:
    return Domain.objects.get(pk=domain.pk).claim


@pytest.mark.parametrize("action", ["suspend", "suspend_and_release", "close"])
def test_nothing_happens_before_it_is_confirmed(staff: Client, domain: Domain, action: str) -> None:
    assert domain.tenant.name in act(staff, domain.tenant, action)
    tenant = Tenant.objects.get(pk=domain.tenant_id)
    assert (tenant.suspended_at, tenant.closed_at, claim(domain)) == (None, None, Claim.PENDING)


def test_suspension_keeps_mail_flowing_and_lets_people_only_look(
    staff: Client, owner: Client, domain: Domain
) -> None:
    act(staff, domain.tenant, "suspend", confirmed="yes")
    assert claim(domain) == Claim.PENDING
    page = owner.get(f"/domains/{domain.public_id}/")
    assert page.status_code == 200
    assert "Your account is suspended" in page.content.decode()
    assert "Remove domain" not in page.content.decode()
    for path in ("/domains/add/", f"/domains/{domain.public_id}/remove/"):
        refused = owner.get(path)
        assert refused.status_code == 403
        assert domain.tenant.brand.support_email in refused.content.decode()
    act(staff, domain.tenant, "resume")
    assert owner.get("/domains/add/").status_code == 200


def test_staff_may_give_up_its_domains_too(staff: Client, domain: Domain) -> None:
    act(staff, domain.tenant, "suspend_and_release", confirmed="yes")
    assert claim(domain) == Claim.RELEASED
    event = DomainEvent.objects.get(domain=domain, kind=Claim.RELEASED)
    assert (event.detail["reason"], event.actor) == ("suspended", User.objects.get(is_superuser=True))


def test_a_closed_tenant_is_gone_for_its_people(staff: Client, owner: Client, domain: Domain) -> None:
    act(staff, domain.tenant, "close", confirmed="yes")
    assert claim(domain) == Claim.RELEASED
    assert owner.get(f"/domains/{domain.public_id}/").status_code == 302
    assert "0 of 1" in act(staff, domain.tenant, "resume"), "closed for good"


def test_staff_see_names_that_look_like_another_tenants(staff: Client, domain: Domain) -> None:
    real, fake = a_domain(domain.tenant, "apple.test"), a_domain(a_tenant(), "xn--pple-43d.test")
    Domain.objects.filter(pk=real.pk).update(claim=Claim.PROVEN, proven_at=real.created_at)
    domains = reverse("admin:cloudmailin_domain_changelist", urlconf="portal.console.urls")
    listed = staff.get(domains, {"alike": "yes"}).content.decode()
    assert fake.name in listed
    assert domain.name not in listed
    page = reverse("admin:cloudmailin_domain_change", args=[fake.pk], urlconf="portal.console.urls")
    assert f"apple.test of {real.tenant}" in staff.get(page).content.decode()


def test_a_tenant_stays_with_its_brand(staff: Client) -> None:
    tenant, other = a_tenant(), a_brand()
    url = reverse("admin:tenants_tenant_change", args=[tenant.pk], urlconf="portal.console.urls")
    assert b'name="brand"' not in staff.get(url).content
    staff.post(url, {"name": tenant.name, "brand": other.pk})
    tenant.refresh_from_db()
    assert tenant.brand != other
