"""A link for whoever runs the DNS: no login, one domain, nothing to change, and an end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from cloudmailin.models import Domain, DomainEvent
from cloudmailin.queue import clock
from portal.models import ShareLink
from tenants.models import Tenant
from tenants.roles import Role
from tenants.scoping import across_tenants
from tests.build import PASSWORD, a_brand, a_domain, a_member, a_tenant


@pytest.fixture(autouse=True)
def _tests_see_all_tenants() -> Iterator[None]:
    with across_tenants():
        yield


def signed_in(tenant: Tenant, role: Role = Role.OWNER) -> Client:
    client = Client(headers={"host": tenant.brand.primary_host})
    assert client.login(username=a_member(tenant, role).email, password=PASSWORD)
    return client


def stranger(domain: Domain) -> Client:
    return Client(headers={"host": domain.tenant.brand.primary_host})


@pytest.fixture
def domain(db: None) -> Domain:
    return a_domain(a_tenant())


@pytest.fixture
def path(domain: Domain) -> str:
    """Of a new link, made on the page and read from it."""
    html = signed_in(domain.tenant).post(f"/domains/{domain.public_id}/links/", follow=True).content.decode()
    found: str
    [found] = set(re.findall(r"http://[^/\s]+(/shared/[\w-]+/)", html))
    return found


def test_it_shows_the_records_and_nothing_else_without_a_login(domain: Domain, path: str) -> None:
    answer = stranger(domain).get(path)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "noindex" in answer["X-Robots-Tag"]
    assert domain.token in html
    for hidden in (domain.tenant.name, str(domain.public_id), "/remove/", "Sign out"):
        assert hidden not in html
    for file in ("text", "zone-file", "terraform", "dnscontrol"):
        assert domain.token in stranger(domain).get(f"{path}records/{file}/").content.decode()


def test_it_is_live_and_silent_while_nothing_changes(domain: Domain, path: str) -> None:
    html = stranger(domain).get(path).content.decode()
    [seen] = re.findall(r"live/\?seen=(\w+)", html)
    assert stranger(domain).get(f"{path}live/", {"seen": seen}).status_code == 204
    assert stranger(domain).get(f"{path}live/", {"seen": "old"}).status_code == 200


def test_i_have_added_them_looks_at_once_and_tells_the_customer_once(domain: Domain, path: str) -> None:
    Domain.objects.update(next_check_at=None)
    for _ in range(3):
        assert stranger(domain).post(f"{path}added/", follow=True).status_code == 200
    domain.refresh_from_db()
    assert domain.next_check_at
    assert DomainEvent.objects.filter(kind="helped").count() == 1
    page = signed_in(domain.tenant).get(f"/domains/{domain.public_id}/").content.decode()
    assert "says that the records are added" in page


def test_the_members_see_how_often_it_was_opened_and_its_secret_only_once(domain: Domain, path: str) -> None:
    for _ in range(2):
        stranger(domain).get(path)
    page = signed_in(domain.tenant).get(f"/domains/{domain.public_id}/links/").content.decode()
    assert "Opened 2 times" in page
    assert path not in page
    assert not ShareLink.objects.filter(secret_hash__in=path.split("/")).exists()


def test_it_ends_when_it_is_revoked_expires_or_the_domain_goes(domain: Domain, path: str) -> None:
    link = ShareLink.objects.get()
    client = signed_in(domain.tenant)
    assert client.post(f"/domains/{domain.public_id}/links/{link.pk}/revoke/").status_code == 302
    assert stranger(domain).get(path).status_code == 404
    ShareLink.objects.update(revoked_at=None)
    assert stranger(domain).get(path).status_code == 200
    now = clock.now()
    ShareLink.objects.update(created_at=now - timedelta(days=15), expires_at=now - timedelta(days=1))
    assert stranger(domain).get(path).status_code == 404
    ShareLink.objects.update(expires_at=now + timedelta(days=1))
    Domain.objects.update(removed_at=now)
    assert stranger(domain).get(path).status_code == 404
    assert stranger(domain).post(f"{path}added/").status_code == 404


def test_it_leads_nowhere_on_another_brands_host_or_with_another_secret(domain: Domain, path: str) -> None:
    elsewhere = Client(headers={"host": a_brand().primary_host})
    assert elsewhere.get(path).status_code == 404
    assert stranger(domain).get("/shared/guessed/").status_code == 404


def test_only_those_who_may_add_domains_make_and_revoke_links_and_only_their_own(
    domain: Domain, path: str
) -> None:
    link = ShareLink.objects.get()
    viewer, other = signed_in(domain.tenant, Role.VIEWER), signed_in(a_tenant(domain.tenant.brand))
    for client, status in ((viewer, 403), (other, 404)):
        assert client.post(f"/domains/{domain.public_id}/links/").status_code == status
        assert client.post(f"/domains/{domain.public_id}/links/{link.pk}/revoke/").status_code == status
    assert ShareLink.objects.get().revoked_at is None


def test_there_are_never_very_many(domain: Domain) -> None:
    client = signed_in(domain.tenant)
    for _ in range(12):
        assert client.post(f"/domains/{domain.public_id}/links/").status_code == 302
    assert ShareLink.objects.count() == 10
