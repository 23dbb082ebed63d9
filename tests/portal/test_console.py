"""The console: everything is there to see, a key is written and never shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from cloudmailin.models import Account, Finding, Operation
from cloudmailin.queue import clock
from tenants.models import Brand, User
from tenants.scoping import across_tenants
from tests.build import a_brand, a_domain, a_member, a_tenant

CONSOLE = "portal.console.urls"
CANARY = "canary-key-7d21"


@pytest.fixture(autouse=True)
def _all_tenants() -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def staff(db: None) -> Client:
    client = Client(headers={"host": "console.localhost"})
    client.force_login(User.objects.create_superuser("staff@example.com", "a-long-password"))
    return client


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


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model.__name__)
def test_every_list_and_every_page_opens(staff: Client, brand: Brand, model: type[Model]) -> None:
    assert staff.get(page(model, "changelist")).status_code == 200
    if row := model._default_manager.first():
        answer = staff.get(page(model, "change", row.pk))
        assert answer.status_code == 200
        assert CANARY.encode() not in answer.content


def test_staff_read_in_words_why_an_operation_waits(staff: Client, brand: Brand) -> None:
    Operation.objects.update(outcome="CloudMailin did not accept the API key.")
    Account.objects.update(
        circuit_opened_at=clock.now(), circuit_reason="CloudMailin did not accept the API key."
    )
    for model in (Operation, Account):
        assert b"CloudMailin did not accept the API key." in staff.get(page(model, "changelist")).content


@pytest.mark.parametrize(("key", "closes"), [("another-key", True), ("", False)])
def test_a_changed_key_closes_the_circuit_and_an_empty_one_keeps_the_old(
    staff: Client, brand: Brand, key: str, closes: bool
) -> None:
    Account.objects.update(circuit_opened_at=clock.now(), circuit_reason="refused")
    account = brand.account
    form = {
        "brand": brand.pk,
        "base_url": account.base_url,
        "remote_id": account.remote_id,
        "new_key": key,
        "inbound_target": account.inbound_target,
        "calls_per_period": 5,
        "period_seconds": 60,
    }
    assert staff.post(page(Account, "change", account.pk), form).status_code == 302
    account.refresh_from_db()
    assert account.api_key == (key or CANARY)
    assert (account.circuit_opened_at is None) is closes


def test_the_key_is_encrypted_where_it_lies(brand: Brand) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT api_key FROM cloudmailin_account")
        stored = [row[0] for row in cursor.fetchall()]
    assert stored
    assert not [key for key in stored if CANARY in key]
    assert CANARY not in repr(Account.objects.get().api_key)
