"""Staff invite a tenant's first owner where they make the tenant."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from tenants import invitations
from tenants.models import AuditEntry, Brand, Invitation, Membership, Tenant, User
from tenants.roles import Role
from tenants.scoping import across_tenants
from tests.build import a_brand, a_member, a_tenant
from tests.portal.conftest import Page

EMAIL = "eve@example.com"


@pytest.fixture(autouse=True)
def _all_tenants(db: None) -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def brand() -> Brand:
    return a_brand()


def save(staff: Client, brand: Brand, tenant: Tenant | None = None, email: str = EMAIL) -> str:
    name, args = ("change", [tenant.pk]) if tenant else ("add", [])
    url = reverse(f"admin:tenants_tenant_{name}", args=args, urlconf="portal.console.urls")
    given = {"brand": str(brand.pk), "name": "Acme Tools", "email": email}
    return staff.post(url, {**counts(staff, url), **given}, follow=True).content.decode()


def counts(staff: Client, url: str) -> dict[str, str]:
    """Of the page's rows of other models none is sent."""
    fields = (attrs.get("name") or "" for _, attrs in Page(staff.get(url).content).elements)
    return {name: "0" for name in fields if name.endswith(("-TOTAL_FORMS", "-INITIAL_FORMS"))}


def test_the_first_owner_of_a_new_tenant_is_invited_and_gets_in(
    staff: Client, brand: Brand, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        save(staff, brand)
    [sent] = mail.outbox
    assert "staff@example.com" not in str(sent.body)
    found = re.search(rf"https?://{brand.primary_host}(?::\d+)?/invitations/([\w-]+)/", str(sent.body))
    assert found
    joined = invitations.accept(invitations.find(found[1], brand), User.objects.create_user(EMAIL))
    assert (joined.role, joined.tenant.name) == (Role.OWNER, "Acme Tools")


def test_writing_the_address_again_sends_a_new_link(
    staff: Client, brand: Brand, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    tenant = a_tenant(brand)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            save(staff, brand, tenant)
    assert Invitation.objects.get().sendings == 2
    assert len(mail.outbox) == 2


def test_a_member_is_not_invited(staff: Client, brand: Brand) -> None:
    tenant = a_tenant(brand)
    person = a_member(tenant, Role.VIEWER, password=None)
    assert "is in the team already" in save(staff, brand, tenant, person.email)
    assert mail.outbox == []
    assert Membership.objects.get(user=person).role == Role.VIEWER


def test_the_address_is_not_in_the_audit(staff: Client, brand: Brand) -> None:
    save(staff, brand)
    assert not any(
        EMAIL in f"{each.before}{each.after}{each.target_name}" for each in AuditEntry.objects.all()
    )


def test_nobody_is_invited_where_no_address_is_written(staff: Client, brand: Brand) -> None:
    save(staff, brand, email="")
    assert Tenant.objects.get().name == "Acme Tools"
    assert not Invitation.objects.exists()
