"""Hosts and tenants: an unknown host is told nothing, and nobody reaches another tenant's domain."""

from __future__ import annotations

import pytest
from django.test import Client

from tenants.access import memberships
from tenants.models import Membership
from tenants.roles import Role
from tests.build import PASSWORD, a_brand, a_domain, a_member, a_tenant

pytestmark = pytest.mark.django_db


def signed_in(tenant_member: str, host: str) -> Client:
    client = Client(headers={"host": host})
    assert client.login(username=tenant_member, password=PASSWORD)
    return client


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1",
        "[::1]",
        "localhost",
        "brand-1.localhost.evil.example",
        "a b",
        "under_score.localhost",
        "",
    ],
)
def test_an_unknown_host_is_answered_421_and_told_of_no_brand(host: str) -> None:
    brand = a_brand()
    answer = Client(headers={"host": host}).get("/login/")
    assert answer.status_code == 421
    assert brand.name.encode() not in answer.content


@pytest.mark.parametrize("spelling", [str.upper, lambda host: f"{host}.", lambda host: f"{host}:8000"])
def test_a_brands_host_is_known_however_it_is_spelt(spelling: object) -> None:
    brand = a_brand()
    answer = Client(headers={"host": spelling(brand.primary_host)}).get("/login/")  # type: ignore[operator]
    assert answer.status_code == 200
    assert brand.name.encode() in answer.content


def test_the_console_is_not_there_on_a_brands_host() -> None:
    brand = a_brand()
    assert Client(headers={"host": brand.primary_host}).get("/admin/").status_code == 404
    assert Client(headers={"host": "console.localhost"}).get("/admin/")["location"] == "/login/?next=/admin/"


@pytest.mark.parametrize("same_brand", [True, False])
def test_another_tenants_domain_is_not_there(same_brand: bool) -> None:
    mine = a_tenant()
    theirs = a_domain(a_tenant(mine.brand if same_brand else None))
    client = signed_in(a_member(mine).email, mine.brand.primary_host)
    for path in ("", "live/", "remove/"):
        assert client.get(f"/domains/{theirs.public_id}/{path}").status_code == 404
    for path in ("check/", "retry/", "remove/"):
        assert client.post(f"/domains/{theirs.public_id}/{path}").status_code == 404


def test_a_session_of_one_brand_shows_nothing_on_another() -> None:
    mine, other = a_tenant(), a_brand()
    domain = a_domain(mine)
    client = signed_in(a_member(mine).email, mine.brand.primary_host)
    assert client.get(f"/domains/{domain.public_id}/").status_code == 200
    elsewhere = client.get(f"/domains/{domain.public_id}/", headers={"host": other.primary_host})
    assert elsewhere.status_code == 302
    assert domain.name.encode() not in elsewhere.content


def test_under_each_brand_one_is_in_that_brands_tenants_alone() -> None:
    here, elsewhere = a_tenant(), a_tenant()
    person = a_member(here)
    Membership.objects.create(user=person, tenant=elsewhere, role=Role.OWNER)
    for one, other in ((here, elsewhere), (elsewhere, here)):
        assert [each.tenant for each in memberships(person, one.brand)] == [one]
        client = signed_in(person.email, one.brand.primary_host)
        assert one.name in (seen := client.get("/").content.decode())
        assert other.name not in seen
        assert client.post("/switch/", {"tenant": str(other.public_id)}).status_code == 302
        assert other.name not in client.get("/").content.decode()
