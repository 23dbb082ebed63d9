"""Signing in and out: neutral answers, no way out to another host, and one's own tenants only."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from portal.choosing import TENANT_IN_SESSION
from tenants.models import Membership, Tenant, User
from tenants.roles import Role
from tests.build import PASSWORD, a_member, a_tenant

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture
def visitor(home: Tenant) -> Client:
    return Client(headers={"host": home.brand.primary_host})


def test_a_member_signs_in_whatever_the_case_of_the_address(visitor: Client, home: Tenant) -> None:
    email = a_member(home).email
    answer = visitor.post("/login/", {"login": email.upper(), "password": PASSWORD})
    assert answer["location"] == "/"
    assert visitor.get("/").status_code == 200


def test_every_way_to_fail_is_answered_in_the_same_words(visitor: Client, home: Tenant) -> None:
    asleep, stranger = a_member(home), a_member(a_tenant())
    User.objects.filter(pk=asleep.pk).update(is_active=False)
    tries = [
        (a_member(home).email, "not-the-password"),
        ("nobody@example.com", PASSWORD),
        (stranger.email, PASSWORD),
        (asleep.email, PASSWORD),
    ]
    answers = set()
    for email, password in tries:
        answer = visitor.post("/login/", {"login": email, "password": password})
        assert answer.status_code == 200
        answers.add(TOKEN.sub(b"", answer.content).replace(email.encode(), b""))
        assert visitor.get("/").status_code == 302
    assert len(answers) == 1


@pytest.mark.parametrize(
    "where",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "https:///evil.example",
        "//evil.example/%2f..",
        "/\t/evil.example",
        "http://\x00evil.example",
        " //evil.example",
    ],
)
def test_signing_in_leads_nowhere_else(visitor: Client, home: Tenant, where: str) -> None:
    details = {"login": a_member(home).email, "password": PASSWORD, "next": where}
    location = visitor.post("/login/", details)["location"]
    assert location == "/"


def test_signing_in_leads_back_to_the_page_that_was_asked_for(visitor: Client, home: Tenant) -> None:
    asked = visitor.get("/domains/add/")["location"]
    assert asked == "/login/?next=/domains/add/"
    details = {"login": a_member(home).email, "password": PASSWORD, "next": "/domains/add/"}
    assert visitor.post("/login/", details)["location"] == "/domains/add/"


def test_signing_out_takes_a_post(owner: Client) -> None:
    assert owner.get("/logout/").status_code == 405
    assert owner.get("/").status_code == 200
    assert owner.post("/logout/").status_code == 302
    assert owner.get("/").status_code == 302


def test_a_person_in_several_tenants_chooses_among_their_own(home: Tenant) -> None:
    person, second, foreign = a_member(home), a_tenant(home.brand), a_tenant(home.brand)
    Membership.objects.create(user=person, tenant=second, role=Role.MEMBER)
    client = Client(headers={"host": home.brand.primary_host})
    client.force_login(person)
    for asked, shown in ((second, second), (foreign, second), (home, home)):
        client.post("/switch/", {"tenant": str(asked.public_id)})
        assert client.session[TENANT_IN_SESSION] == str(shown.public_id)
        assert f'<option value="{shown.public_id}" selected>' in client.get("/").content.decode()


def test_the_last_choice_is_remembered_on_other_devices(home: Tenant) -> None:
    person, second = a_member(home), a_tenant(home.brand)
    Membership.objects.create(user=person, tenant=second, role=Role.MEMBER)
    for asked in (second, home, second):
        here, there = (Client(headers={"host": home.brand.primary_host}) for _ in range(2))
        here.force_login(person)
        here.post("/switch/", {"tenant": str(asked.public_id)})
        there.force_login(person)
        assert f'<option value="{asked.public_id}" selected>' in there.get("/").content.decode()


def test_a_member_who_was_removed_is_out_at_once(sign_in: Callable[[Role], Client], home: Tenant) -> None:
    client = sign_in(Role.MEMBER)
    assert client.get("/").status_code == 200
    Membership.objects.filter(tenant=home).delete()
    assert client.get("/").status_code == 302
