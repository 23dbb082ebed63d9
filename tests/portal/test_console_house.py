"""What staff keep for themselves and are told: notes, a customer's domains, the circuit, and mails when they are waited for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from cloudmailin.models import Account, Domain, Round
from cloudmailin.queue import clock
from cloudmailin.queue.step import step
from portal.accounts.postbox import sender
from portal.staff_mail import staff_of, tell_of_sign_up
from tenants.models import AuditEntry, Brand, Note, Tenant, User
from tenants.scoping import across_tenants
from tests.build import a_brand, a_domain, a_member, a_tenant
from tests.portal.conftest import Page
from tests.portal.test_console_inviting import counts

pytestmark = pytest.mark.django_db
URLS = "portal.console.urls"


@pytest.fixture(autouse=True)
def _all_tenants(db: None) -> Iterator[None]:
    with across_tenants():
        yield


def page_of(tenant: Tenant) -> str:
    return reverse("admin:tenants_tenant_change", args=[tenant.pk], urlconf=URLS)


def write(staff: Client, tenant: Tenant, text: str) -> str:
    url = page_of(tenant)
    names = [attrs.get("name") or "" for _, attrs in Page(staff.get(url).content).elements]
    field = next(name for name in names if name.endswith("-0-text"))
    given = {"brand": str(tenant.brand_id), "name": tenant.name, field: text}
    forms = {**counts(staff, url), f"{field.removesuffix('0-text')}TOTAL_FORMS": "1"}
    return Page(staff.post(url, {**forms, **given}, follow=True).content).prose


def posted() -> list[tuple[str, list[str]]]:
    """What the postbox has sent by now."""
    sender.submit(lambda: None).result(10)
    return [(str(each.subject), list(each.to)) for each in mail.outbox]


def test_a_note_has_its_author_and_time_and_is_told_to_no_customer(staff: Client) -> None:
    tenant = a_tenant()
    write(staff, tenant, "Pays late <b>.")
    note = Note.objects.get()
    assert (note.text, note.author, note.tenant) == (
        "Pays late <b>.",
        User.objects.get(is_superuser=True),
        tenant,
    )
    assert "Pays late <b>." in Page(staff.get(page_of(tenant)).content).prose
    told = [f"{each.after}{each.target_name}" for each in AuditEntry.objects.filter(tenant=tenant)]
    assert "Pays late" not in "".join(told)


def test_a_note_is_among_what_is_known_of_a_tenant() -> None:
    tenant, out = a_tenant(), StringIO()
    Note.objects.create(tenant=tenant, text="Pays late.")
    call_command("export_tenant", str(tenant.public_id), stdout=out)
    assert json.loads(out.getvalue())["note"][0]["text"] == "Pays late."


def test_a_tenants_page_lists_its_first_domains_and_leads_to_all(staff: Client) -> None:
    tenant = a_tenant()
    for n in range(22):
        a_domain(tenant, f"number-{n:02}.test") if n < 20 else Domain.objects.create(
            tenant=tenant, account=tenant.brand.account, name=f"number-{n:02}.test"
        )
    a_domain(name="foreign.test")
    said = Page(staff.get(page_of(tenant)).content).prose
    assert "number-00.test" in said
    assert "number-21.test" not in said
    assert "foreign.test" not in said
    assert "All 22" in said


def test_staff_stop_calling_and_call_again(staff: Client) -> None:
    account = a_brand().account
    url = reverse("admin:cloudmailin_account_changelist", urlconf=URLS)
    for action, confirmed, is_open in (
        ("stop_calling", {}, False),
        ("stop_calling", {"confirmed": "yes"}, True),
        ("call_again", {}, False),
    ):
        staff.post(url, {"action": action, "_selected_action": account.pk, **confirmed})
        account.refresh_from_db()
        assert bool(account.circuit_opened_at) is is_open
    told = AuditEntry.objects.filter(action="row_changed", target_kind="account").order_by("pk")
    assert [each.after for each in told] == [{"is called": False}, {"is called": True}]


def test_a_key_is_tested_by_reading_what_the_account_has(staff: Client, brand: Brand) -> None:
    a_domain(a_tenant(brand))
    while step(brand.account.pk):
        pass
    url = reverse("admin:cloudmailin_account_changelist", urlconf=URLS)
    staff.post(url, {"action": "test_key", "_selected_action": brand.account.pk})
    while step(brand.account.pk):
        pass
    round_ = Round.objects.get()
    assert (round_.status, round_.asked_by, round_.missing) == (
        "done",
        User.objects.get(is_superuser=True),
        0,
    )


def test_an_account_that_is_not_called_can_not_be_tested_and_says_so(staff: Client, brand: Brand) -> None:
    Account.objects.update(circuit_opened_at=clock.now(), circuit_reason="refused")
    url = reverse("admin:cloudmailin_account_changelist", urlconf=URLS)
    answer = staff.post(url, {"action": "test_key", "_selected_action": brand.account.pk}, follow=True)
    assert "is not called now" in Page(answer.content).prose
    assert not Round.objects.exists()


def test_staff_are_told_once_that_a_key_was_refused(
    brand: Brand, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    User.objects.create_user("helper@example.com", None, is_staff=True, brand=brand)
    Account.objects.filter(brand=brand).update(remote_id="f" * 16)
    a_domain(a_tenant(brand))
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            step(brand.account.pk)
    assert posted() == [(f"CloudMailin refused the key of {brand}", ["helper@example.com"])]
    assert f"/admin/cloudmailin/account/{brand.account.pk}/change/" in str(mail.outbox[0].body)


def test_staff_are_told_that_a_customer_waits_for_them() -> None:
    tenant = a_tenant()
    helper = User.objects.create_user("helper@example.com", None, is_staff=True, brand=tenant.brand)
    a_member(tenant, password=None)
    tell_of_sign_up(tenant)
    assert posted() == [(f"{tenant} has signed up at {tenant.brand}, and waits for you", [helper.email])]
    assert page_of(tenant) in str(mail.outbox[0].body)


def test_superusers_are_told_where_nobody_works_for_the_brand() -> None:
    brand = a_brand()
    superuser = User.objects.create_superuser("root@example.com", None)
    User.objects.create_user("elsewhere@example.com", None, is_staff=True, brand=a_brand())
    assert list(staff_of(brand)) == [superuser]
