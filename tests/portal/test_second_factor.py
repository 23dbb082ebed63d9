"""A second step: set up, asked for, never good twice, sealed at rest, and required of whom it is required."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from cloudmailin.rotation import Fate
from portal.accounts.rotation import rotate
from tenants.audit import AuditAction
from tenants.models import AuditEntry, Brand, Tenant, User
from tenants.scoping import across_tenants
from tests.accounts import app_code, is_in, mails, sign_in, visitor
from tests.build import PASSWORD, a_member

APP = "/profile/second-step/app/"
SECOND = "/login/second-step/"


@pytest.fixture
def person(home: Tenant) -> User:
    return a_member(home)


def set_up(client: Client) -> str:
    """An authenticator app, for who is signed in; its secret."""
    client.post("/profile/confirm/", {"password": PASSWORD})
    found = re.search(r"<code>([A-Z2-7]{32})</code>", client.get(APP).content.decode())
    assert found
    assert client.post(APP, {"code": app_code(found[1])})["location"] == "/profile/second-step/codes/"
    return found[1]


def recovery_codes(client: Client) -> list[str]:
    page = client.get("/profile/second-step/codes/").content.decode()
    return re.findall(r"<code>(\d{8})</code>", page)


def with_app(home: Tenant, person: User) -> tuple[str, list[str]]:
    client = visitor(home.brand)
    sign_in(client, person.email, PASSWORD)
    secret = set_up(client)
    return secret, recovery_codes(client)


@pytest.mark.django_db(transaction=True)
def test_setting_it_up_takes_the_password_once_more_and_is_told_and_kept(home: Tenant, person: User) -> None:
    client = visitor(home.brand)
    sign_in(client, person.email, PASSWORD)
    assert client.get(APP)["location"] == "/profile/confirm/?next=%2Fprofile%2Fsecond-step%2Fapp%2F"
    set_up(client)
    assert mails()[-1].subject == "An authenticator app was added"
    with across_tenants():
        kept = AuditEntry.objects.filter(action=AuditAction.SECOND_FACTOR_ADDED, tenant=home)
        assert {each.actor for each in kept} == {person}


def test_the_password_alone_is_not_enough_then(home: Tenant, person: User) -> None:
    secret, _ = with_app(home, person)
    client = visitor(home.brand)
    assert sign_in(client, person.email, PASSWORD) == SECOND
    assert not is_in(client)
    client.post(SECOND, {"code": "000000"})
    assert not is_in(client)
    client.post(SECOND, {"code": app_code(secret, steps=1)})
    assert is_in(client)


def test_a_code_is_good_once_though_it_fits_for_longer(home: Tenant, person: User) -> None:
    secret, _ = with_app(home, person)
    code = app_code(secret, steps=1)
    first, second = visitor(home.brand), visitor(home.brand)
    for client in (first, second):
        sign_in(client, person.email, PASSWORD)
        client.post(SECOND, {"code": code})
    assert (is_in(first), is_in(second)) == (True, False)


def test_a_recovery_code_is_good_once(home: Tenant, person: User) -> None:
    _, codes = with_app(home, person)
    assert len(set(codes)) == 10
    first, second = visitor(home.brand), visitor(home.brand)
    for client in (first, second):
        sign_in(client, person.email, PASSWORD)
        client.post(SECOND, {"code": codes[0]})
    assert (is_in(first), is_in(second)) == (True, False)


def test_guessing_codes_ends_after_five_tries(home: Tenant, person: User) -> None:
    _, codes = with_app(home, person)
    client = visitor(home.brand)
    sign_in(client, person.email, PASSWORD)
    for _ in range(5):
        client.post(SECOND, {"code": "000000"})
    answer = client.post(SECOND, {"code": codes[0]})
    assert "Too many tries" in answer.content.decode()
    assert not is_in(client)


def test_its_secrets_are_sealed_at_rest(home: Tenant, person: User) -> None:
    secret, codes = with_app(home, person)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert not [code for code in codes if code in kept]


def test_a_brand_that_requires_it_leads_there_before_anything_else(home: Tenant, person: User) -> None:
    Brand.objects.filter(pk=home.brand_id).update(second_factor_required=True)
    client = visitor(home.brand)
    sign_in(client, person.email, PASSWORD)
    for path in ("/", "/domains/add/"):
        assert client.get(path)["location"] == "/profile/second-step/"
    part = client.get("/", headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == "/profile/second-step/"
    assert "asks everybody for a second step" in client.get("/profile/second-step/").content.decode()
    set_up(client)
    assert client.get("/").status_code == 200


def test_staff_set_it_up_at_their_first_sign_in(db: None, settings: Settings) -> None:
    settings.STAFF_MFA = True
    User.objects.create_superuser("boss@example.com", PASSWORD)
    client = Client(headers={"host": "console.localhost"})
    assert client.get("/admin/")["location"] == "/login/?next=/admin/"
    assert sign_in(client, "boss@example.com", PASSWORD) == "/"
    assert client.get("/admin/")["location"] == "/profile/second-step/"
    secret = set_up(client)
    assert client.get("/admin/").status_code == 200
    again = Client(headers={"host": "console.localhost"})
    assert sign_in(again, "boss@example.com", PASSWORD) == SECOND
    assert again.get("/admin/").status_code == 302
    again.post(SECOND, {"code": app_code(secret, steps=1)})
    assert again.get("/admin/").status_code == 200


def test_customers_are_unknown_at_the_console_and_staff_on_a_brands_host(home: Tenant, person: User) -> None:
    User.objects.create_superuser("boss@example.com", PASSWORD)
    assert sign_in(Client(headers={"host": "console.localhost"}), person.email, PASSWORD) == ""
    assert sign_in(visitor(home.brand), "boss@example.com", PASSWORD) == ""


def test_staff_take_away_what_was_lost(home: Tenant, person: User, staff: Client) -> None:
    with_app(home, person)
    chosen = {"action": "remove_second_step", "_selected_action": [str(person.pk)]}
    assert b"whoever has their password gets in" in staff.post("/admin/tenants/user/", chosen).content
    staff.post("/admin/tenants/user/", {**chosen, "confirmed": "1"})
    assert sign_in(visitor(home.brand), person.email, PASSWORD) == "/"


def test_its_secrets_move_to_a_new_key(home: Tenant, person: User, settings: Settings) -> None:
    secret, _ = with_app(home, person)
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
    assert set(rotate(only_look=True)) == {Fate.OLDER}
    call_command("rotate_keys", stdout=StringIO())
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert set(rotate()) == {Fate.NEWEST}
    client = visitor(home.brand)
    sign_in(client, person.email, PASSWORD)
    client.post(SECOND, {"code": app_code(secret, steps=1)})
    assert is_in(client)
