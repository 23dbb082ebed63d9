"""The console: everything is there to see, a key is written and never shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse

from cloudmailin.models import Account, Address, Finding, Operation, ReceivingDomain, Round
from cloudmailin.queue import clock
from portal.console.navigation import SUBJECTS
from portal.console.site import console
from tenants.models import Brand, User
from tenants.scoping import across_tenants
from tests.build import a_brand, a_domain, a_member, a_tenant

CONSOLE = "portal.console.urls"
POLICY = "Content-Security-Policy"
CANARY = "canary-key-7d21"


@pytest.fixture(autouse=True)
def _all_tenants() -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def brand(db: None) -> Brand:
    brand = a_brand(key=CANARY)
    tenant = a_tenant(brand)
    a_member(tenant)
    domain = a_domain(tenant)
    Finding.objects.create(
        tenant=tenant, domain=domain, purpose="mx", status="missing", code="missing", changed_at=clock.now()
    )
    return brand


def page(model: type[Model], name: str, *args: int) -> str:
    options = model._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{name}", urlconf=CONSOLE, args=args)


@pytest.mark.parametrize("model", console._registry, ids=lambda model: model.__name__)
def test_every_list_and_every_page_opens(staff: Client, brand: Brand, model: type[Model]) -> None:
    assert staff.get(page(model, "changelist")).status_code == 200
    asked = RequestFactory().get("/")
    asked.user = User.objects.get(is_superuser=True)
    listed = console._registry[model].get_queryset(asked)
    if row := listed.first():
        answer = staff.get(page(model, "change", row.pk))
        assert answer.status_code == 200
        assert CANARY.encode() not in answer.content


def test_every_model_stands_in_the_sidebar_under_its_subject(staff: Client) -> None:
    named = {label for models in SUBJECTS.values() for label, _, _ in models}
    assert named == {model._meta.label for model in console._registry}
    shown = staff.get("/admin/").content.decode()
    assert all(subject in shown for subject in SUBJECTS)


def test_scripts_come_from_the_console_alone_and_only_its_own_pages_evaluate_them(staff: Client) -> None:
    assert "unsafe" not in Client(headers={"host": "console.localhost"}).get("/login/")[POLICY]
    assert "unsafe" not in staff.get("/profile/")[POLICY]
    answer = staff.get("/admin/")
    assert "script-src 'self' 'unsafe-eval'" in answer[POLICY].split("; ")
    assert "unsafe-inline" not in answer[POLICY]
    assert not re.search(r"<style|<script(?! [^>]*src=)|<[^>]+ (style|on[a-z]+)=", answer.content.decode())


def test_staff_read_in_words_why_an_operation_waits(staff: Client, brand: Brand) -> None:
    Operation.objects.update(outcome="CloudMailin did not accept the API key.")
    Account.objects.update(
        circuit_opened_at=clock.now(), circuit_reason="CloudMailin did not accept the API key."
    )
    for model in (Operation, Account):
        assert b"CloudMailin did not accept the API key." in staff.get(page(model, "changelist")).content


def template(**given: str) -> dict[str, str]:
    return {
        "base_url": "http://127.0.0.1:9/api/v0.1",
        "remote_id": "21c3976d80ba5e42",
        "new_key": "",
        "address_policy": "tenant",
        "inbound_target": "https://app.example.com/{tenant}",
        "inbound_format": "json+n",
        "new_auth": "",
        "calls_per_period": "5",
        "period_seconds": "60",
        **given,
    }


@pytest.mark.parametrize(("key", "closes"), [("another-key", True), ("", False)])
def test_a_changed_key_closes_the_circuit_and_an_empty_one_keeps_the_old(
    staff: Client, brand: Brand, key: str, closes: bool
) -> None:
    Account.objects.update(circuit_opened_at=clock.now(), circuit_reason="refused")
    account = brand.account
    form = {"brand": str(brand.pk), **template(new_key=key, remote_id=account.remote_id)}
    assert staff.post(page(Account, "change", account.pk), form).status_code == 302
    account.refresh_from_db()
    assert account.api_key == (key or CANARY)
    assert (account.circuit_opened_at is None) is closes
    assert Round.objects.filter(account=account, is_urgent=True).exists() is closes
    assert (account.unproven_since is not None) is closes


def test_the_key_is_encrypted_where_it_lies(brand: Brand) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT api_key FROM cloudmailin_account")
        stored = [row[0] for row in cursor.fetchall()]
    assert stored
    assert not [key for key in stored if CANARY in key]
    assert CANARY not in repr(Account.objects.get().api_key)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"inbound_target": "http://app.example.com/"}, "begins with https://"),
        ({"inbound_target": "https://10.0.0.1/{tenant}"}, "host name that the whole Internet can reach"),
        ({"inbound_target": ""}, "Enter the web address"),
        ({"address_policy": "shared"}, "have {tenant} in its target"),
    ],
)
def test_a_template_that_is_no_target_is_refused(
    staff: Client, brand: Brand, wrong: dict[str, str], says: str
) -> None:
    posted = {"brand": str(brand.pk), **template(**wrong)}
    answer = staff.post(page(Account, "change", brand.account.pk), posted)
    assert answer.status_code == 200
    assert says in unescape(answer.content.decode())


def test_a_new_template_reaches_the_addresses_that_are_made(staff: Client, brand: Brand) -> None:
    Address.objects.update(remote_id="a" * 20, applied_revision=1)
    posted = {"brand": str(brand.pk), **template(new_auth=CANARY)}
    answer = staff.post(page(Account, "change", brand.account.pk), posted, follow=True)
    assert b"1 inbound address(es) will be changed" in answer.content
    assert CANARY.encode() not in answer.content
    assert Operation.objects.filter(kind="change_address").count() == 1
    address = Address.objects.get()
    assert (address.target, address.auth_header) == (
        f"https://app.example.com/{address.tenant.public_id}",
        CANARY,
    )


def test_an_address_with_domains_is_not_deleted(staff: Client, brand: Brand) -> None:
    Address.objects.update(remote_id="a" * 20, applied_revision=1)
    chosen = {"action": "delete_at_cloudmailin", "_selected_action": [str(Address.objects.get().pk)]}
    answer = staff.post(page(Address, "changelist"), chosen, follow=True)
    assert b"Domains still receive through" in answer.content
    assert not Operation.objects.filter(kind="delete_address").exists()
    ReceivingDomain.objects.update(state="gone")
    staff.post(page(Address, "changelist"), chosen, follow=True)
    assert Operation.objects.filter(kind="delete_address").count() == 1


def test_staff_can_have_an_address_sent_again(staff: Client, brand: Brand) -> None:
    Address.objects.update(remote_id="a" * 20, applied_revision=1, problem="Target is not valid")
    chosen = {"action": "send_again", "_selected_action": [str(Address.objects.get().pk)]}
    staff.post(page(Address, "changelist"), chosen)
    assert Address.objects.get().problem == ""
    assert Operation.objects.filter(kind="change_address").count() == 1
