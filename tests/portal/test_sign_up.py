"""Signing up where a brand opens it: no account before its address is proven, and the same page for everybody."""

from __future__ import annotations

import re

import pytest
from django.core import signing
from django.test import Client
from pytest_django.fixtures import Settings

from portal.pages.account import sign_up
from tenants.models import Brand, Membership, Tenant, User
from tenants.models.brand import SignUp
from tests.accounts import NO_LONGER, link_in, mails, visitor
from tests.build import PASSWORD, a_brand, a_member, a_tenant

EMAIL = "new@example.com"
TYPED = {"name": "Nia New", "tenant": "Fresh Ltd", "password": "four quite new words"}
TOKENS = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"|\?v=\w+')


@pytest.fixture
def brand(db: None) -> Brand:
    brand = a_brand()
    Brand.objects.filter(pk=brand.pk).update(sign_up=SignUp.OPEN)
    brand.refresh_from_db()
    return brand


def a_link(brand: Brand, email: str = EMAIL) -> str:
    visitor(brand).post("/sign-up/", {"email": email})
    host, path = link_in(mails()[-1])
    assert host == brand.primary_host
    return path


def test_it_is_not_there_where_a_brand_is_closed(home: Tenant) -> None:
    client = visitor(home.brand)
    token = signing.dumps({"email": EMAIL, "brand": home.brand_id}, salt="portal.pages.account.sign_up")
    for path in ("/sign-up/", "/sign-up/sent/", f"/sign-up/{token}/"):
        assert client.get(path).status_code == 404
    assert "Create one" not in client.get("/login/").content.decode()


def test_a_new_person_owns_a_new_customer(brand: Brand) -> None:
    client, path = visitor(brand), a_link(brand)
    assert not User.objects.filter(email=EMAIL).exists()
    assert client.post(path, TYPED)["location"] == "/"
    made = Membership.objects.get(user__email=EMAIL)
    assert (made.tenant.name, made.tenant.brand, made.role) == ("Fresh Ltd", brand, "owner")
    assert client.get("/").status_code == 200


def test_a_weak_password_is_refused_beside_its_field(brand: Brand) -> None:
    answer = visitor(brand).post(a_link(brand), {**TYPED, "password": "short"})
    assert "at least 10 characters" in answer.content.decode()
    assert not User.objects.filter(email=EMAIL).exists()


def test_a_person_of_another_brand_gets_a_second_customer_and_keeps_their_password(brand: Brand) -> None:
    person = a_member(a_tenant(a_brand()))
    client, path = visitor(brand), a_link(brand, person.email)
    assert "password" not in client.get(path).content.decode().lower()
    client.post(path, TYPED)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert client.get("/").status_code == 200


def test_the_page_tells_nobody_who_has_an_account(brand: Brand) -> None:
    member = a_member(a_tenant(brand))
    pages = set()
    for email in (member.email, EMAIL):
        answer = visitor(brand).post("/sign-up/", {"email": email}, follow=True)
        pages.add(TOKENS.sub(b"", answer.content))
    assert len(pages) == 1
    assert "just sign in" in str(mails()[0].body)


def refused(client: Client, path: str) -> bool:
    return NO_LONGER in client.post(path, TYPED).content.decode()


def test_its_link_is_refused_in_the_same_words(
    brand: Brand, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, path = a_brand(), a_link(brand)
    Brand.objects.filter(pk=other.pk).update(sign_up=SignUp.OPEN)
    assert refused(visitor(other), path)
    assert refused(visitor(brand), path[:-2] + "x/")
    visitor(brand).post(path, TYPED)
    assert refused(visitor(brand), path), "used"
    monkeypatch.setattr(sign_up, "_LIVES", -1)
    assert refused(visitor(brand), a_link(brand, "late@example.com"))


def test_who_waits_for_approval_is_told_so_and_sees_nothing_else(brand: Brand, staff: Client) -> None:
    Brand.objects.filter(pk=brand.pk).update(sign_up=SignUp.APPROVAL)
    client = visitor(brand)
    client.post(a_link(brand), TYPED)
    for path in ("/", "/domains/add/", "/team/"):
        assert client.get(path)["location"] == "/waiting/"
    assert "Almost there" in client.get("/waiting/").content.decode()
    waiting = Tenant.objects.get(awaits_approval=True)
    staff.post("/admin/tenants/tenant/", {"action": "approve", "_selected_action": [str(waiting.pk)]})
    assert mails()[-1].to == [EMAIL]
    assert "is open" in mails()[-1].subject
    assert client.get("/").status_code == 200
