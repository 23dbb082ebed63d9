"""One's own data, one's own account, and one's own customer: taken along, deleted, and kept after all."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from cloudmailin.queue import clock
from portal.models import ShareLink
from portal.notifications import Topic
from portal.preferences import switch_off
from tenants.audit import AuditAction, record
from tenants.models import Membership, Tenant, User
from tenants.roles import Role
from tenants.scoping import within
from tests.build import PASSWORD, a_brand, a_domain, a_member, a_tenant
from tests.portal.conftest import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(home: Tenant) -> User:
    a_member(home)
    return a_member(home, Role.MEMBER)


@pytest.fixture
def browser(home: Tenant, person: User) -> Client:
    client = Client(headers={"host": home.brand.primary_host})
    client.force_login(person)
    return client


def confirmed(browser: Client, page: str, posted: dict[str, str], password: str = PASSWORD) -> Any:
    """Post, and say again who one is where that is asked for."""
    answer = browser.post(page, posted)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/profile/confirm/")
    return browser.post(answer["Location"], {"password": password})


def prose(client: Client, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200
    return Page(answer.content).prose


def test_the_export_holds_what_is_known_of_the_person(home: Tenant, person: User, browser: Client) -> None:
    record(AuditAction.DOMAIN_ADDED, actor=person, target=home)
    switch_off(person, home.brand, Topic.WORKING)
    with within(home):
        ShareLink.make(a_domain(home), person, clock.now())
    answer = confirmed(browser, "/account/data/export/", {})
    assert "attachment" in answer["Content-Disposition"]
    told = json.loads(answer.content)
    assert told["person"]["email"] == person.email
    assert [each["customer"] for each in told["memberships"]] == [home.name]
    assert "domain_added" in [each["action"] for each in told["activity"]]
    assert told["wishes"] == [{"about": Topic.WORKING, "by_mail": False, "in_the_portal": True}]
    assert len(told["links"]) == 1
    assert "export" not in prose(browser, "/account/data/").lower()


def test_the_export_holds_nothing_of_others_or_of_other_brands(
    home: Tenant, person: User, browser: Client
) -> None:
    elsewhere = a_tenant(a_brand())
    elsewhere.name = "Canary Ltd"
    elsewhere.save()
    Membership.objects.create(user=person, tenant=elsewhere)
    record(AuditAction.TENANT_CHANGED, actor=person, target=elsewhere, after={"note": "canary"})
    record(AuditAction.TENANT_CHANGED, actor=a_member(home), target=home, after={"note": "canary"})
    told = confirmed(browser, "/account/data/export/", {}).content
    assert home.name.encode() in told
    assert b"anary" not in told


def test_who_leaves_a_session_open_does_not_lose_the_account_or_its_data(
    person: User, browser: Client
) -> None:
    confirmed(browser, "/account/data/delete/", {"email": person.email}, password="wrong")
    assert not Membership.objects.filter(ends_at__isnull=False).exists()
    answer = confirmed(browser, "/account/data/export/", {}, password="wrong")
    assert "Content-Disposition" not in answer


def test_an_account_is_deleted_by_typing_its_address_and_kept_again(person: User, browser: Client) -> None:
    page = confirmed(browser, "/account/data/delete/", {"email": "else@example.com"})
    assert "That is not your e-mail address." in Page(page.content).prose
    assert not Membership.objects.filter(ends_at__isnull=False).exists()
    browser.post("/account/data/delete/", {"email": f" {person.email.upper()} "})
    assert Membership.objects.get(user=person).ends_at
    assert "Your account will be deleted on" in prose(browser, "/")
    browser.post("/account/data/keep/")
    assert Membership.objects.get(user=person).ends_at is None


def test_somebody_who_signs_in_by_mail_alone_is_not_asked_for_a_password(
    person: User, browser: Client
) -> None:
    person.set_unusable_password()
    person.save()
    browser.force_login(person)
    browser.post("/account/data/delete/", {"email": person.email})
    assert Membership.objects.get(user=person).ends_at


def test_the_last_owner_is_told_what_to_do_first(home: Tenant, owner: Client) -> None:
    assert "Make somebody else an owner first" in prose(owner, "/account/data/")
    email = User.objects.get(memberships__tenant=home).email
    confirmed(owner, "/account/data/delete/", {"email": email})
    assert not Membership.objects.filter(ends_at__isnull=False).exists()


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MEMBER, Role.VIEWER])
def test_only_an_owner_deletes_a_customer(
    home: Tenant, sign_in: Callable[[Role], Client], role: Role
) -> None:
    client = sign_in(role)
    assert client.post("/closing/", {"name": home.name}).status_code == 403
    assert client.post("/closing/undo/").status_code == 403
    assert Tenant.objects.get(pk=home.pk).deletes_at is None


def test_a_customer_is_deleted_by_typing_its_name_and_every_owner_is_told(
    home: Tenant, owner: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    a_member(home)
    page = owner.post("/closing/", {"name": "something else"})
    assert "That is not the name." in Page(page.content).prose
    with django_capture_on_commit_callbacks(execute=True):
        owner.post("/closing/", {"name": f" {home.name.lower()} "})
    assert Tenant.objects.get(pk=home.pk).deletes_at
    assert len(mail.outbox) == 2
    assert f"{home.name} will be deleted" in mail.outbox[0].subject
    assert f"{home.name} will be deleted on" in prose(owner, "/")
    with django_capture_on_commit_callbacks(execute=True):
        owner.post("/closing/undo/")
    assert Tenant.objects.get(pk=home.pk).deletes_at is None
    assert "is not deleted" in mail.outbox[-1].subject


def test_whoever_is_no_owner_sees_that_it_ends_and_can_not_undo_it(
    home: Tenant, owner: Client, sign_in: Callable[[Role], Client]
) -> None:
    owner.post("/closing/", {"name": home.name})
    page = sign_in(Role.VIEWER).get("/").content
    assert "An owner can undo it." in Page(page).prose
    assert b"/closing/undo/" not in page


def test_a_mail_server_that_is_away_hinders_nobody(
    home: Tenant,
    owner: Client,
    settings: object,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # type: ignore[attr-defined]
    with django_capture_on_commit_callbacks(execute=True):
        answer = owner.post("/closing/", {"name": home.name})
    assert answer.status_code == 302


def test_staff_delete_a_customer_with_the_same_grace(staff: Client, home: Tenant) -> None:
    act = {"_selected_action": home.pk, "action": "delete_after_grace"}
    url = "/admin/tenants/tenant/"
    assert "domain(s) are given up" in staff.post(url, act).content.decode()
    staff.post(url, {**act, "confirmed": "yes"})
    assert Tenant.objects.get(pk=home.pk).deletes_at
    staff.post(url, {**act, "action": "undo_deletion"})
    assert Tenant.objects.get(pk=home.pk).deletes_at is None
