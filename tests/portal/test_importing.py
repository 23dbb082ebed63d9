"""Customers out of a CSV file, on a terminal and in the console: every line is judged for all that is wrong with it; all lines are taken, or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from portal.importing.judging import Known, judge
from portal.importing.reading import Line, NoTable, read
from tenants import invitations
from tenants.models import AuditEntry, Invitation, Tenant, User
from tenants.roles import Role
from tenants.scoping import across_tenants
from tests.build import a_brand, a_tenant
from tests.portal.conftest import Page

Run = Callable[..., tuple[int, str]]


@pytest.fixture(autouse=True)
def _all_tenants(db: None) -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def superuser() -> User:
    return User.objects.create_superuser("staff@example.com", None)


@pytest.fixture
def run(tmp_path: Path, superuser: User) -> Run:
    def ran(text: str, *options: str) -> tuple[int, str]:
        file, out = tmp_path / "tenants.csv", StringIO()
        file.write_text(text)
        try:
            call_command("import_tenants", str(file), *options, stdout=out, stderr=out)
        except CommandError as error:
            return error.returncode, f"{out.getvalue()}{error}"
        return 0, out.getvalue()

    return ran


@pytest.mark.parametrize(
    "text",
    [
        "name,brand,owner,domains\nAcme, acme ,eve@example.com,5\n",
        "\ufeffCustomer;Brand;Email;Domains\r\nAcme;acme;eve@example.com;5\r\n;;;\r\n",
        "brand\tname\tmost domains\towner e-mail\nacme\tAcme\t5\teve@example.com",
    ],
)
def test_a_table_is_read_as_spreadsheets_write_it(text: str) -> None:
    assert read(text) == [Line(2, "Acme", "acme", "eve@example.com", "5")]


@pytest.mark.parametrize("text", ["", "Acme,acme", "name,owner\nAcme,a@example.com", "name,name,brand\n"])
def test_what_is_no_table_is_refused_as_a_whole(text: str) -> None:
    with pytest.raises(NoTable):
        read(text)


def test_a_quote_that_is_never_closed_gets_no_customer_by_accident() -> None:
    (judged,) = judge(read('name,brand\n"Acme,acme\nBravo,acme\n'), Known({}, set()))
    assert "the brand is missing" in judged.problems


def test_customers_are_made_with_their_limits_and_their_owners_invited(run: Run, superuser: User) -> None:
    brand = a_brand()
    status, said = run(
        f"name,brand,owner,domains\nAcme,{brand.slug},eve@example.com,5\nBravo,{brand.name},,\n"
    )
    assert (status, said.splitlines()[-1]) == (0, "2 customer(s) were made.")
    assert list(brand.tenants.order_by("name").values_list("name", "most_domains")) == [
        ("Acme", 5),
        ("Bravo", None),
    ]
    [sent] = mail.outbox
    found = re.search(rf"https?://{brand.primary_host}(?::\d+)?/invitations/([\w-]+)/", str(sent.body))
    assert found
    joined = invitations.accept(
        invitations.find(found[1], brand), User.objects.create_user("eve@example.com")
    )
    assert (joined.role, joined.tenant.name) == (Role.OWNER, "Acme")
    entry = AuditEntry.objects.get(action="tenant_created", tenant=joined.tenant)
    assert (entry.actor, entry.after) == (superuser, {"most_domains": 5})


def test_a_dry_run_says_the_same_and_makes_nothing(run: Run) -> None:
    brand = a_brand()
    status, said = run(f"name,brand,owner\nAcme,{brand.slug},eve@example.com\n", "--dry-run")
    assert status == 0
    assert f"line 2: Acme: new under {brand}" in said
    assert not Tenant.objects.exists()
    assert mail.outbox == []


def test_each_line_is_told_all_that_is_wrong_with_it_and_none_is_taken(run: Run) -> None:
    brand = a_brand()
    there = a_tenant(brand)
    status, said = run(
        f"name,brand,owner,domains\nAcme,{brand.slug},eve@example.com,5\n"
        f",nowhere,nobody,-1\n{there.name.upper()},{brand.slug},,\nacme,{brand.slug},,\n"
    )
    assert status == 1
    assert said.splitlines()[1:] == [
        "line 3: –: the name is missing; there is no brand 'nowhere'; 'nobody' is no e-mail address; "
        "'-1' is no number of domains",
        f"line 4: {there.name.upper()}: {brand} has a customer {there.name.upper()!r} already",
        "line 5: acme: 'acme' stands in line 2 already",
        "3 of 4 lines can't be taken; nothing was made.",
    ]
    assert list(Tenant.objects.all()) == [there]
    assert not Invitation.objects.exists()


def test_who_may_not_invite_makes_nothing(run: Run) -> None:
    brand = a_brand()
    User.objects.create_user("helper@example.com", None, is_staff=True)
    table = f"name,brand,owner\nAcme,{brand.slug},eve@example.com\n"
    assert run(table, "--by", "helper@example.com")[0] == 1
    assert run(table, "--by", "nobody@example.com")[0] == 1
    assert not Tenant.objects.exists()


def test_a_mail_that_is_not_taken_is_told_of(run: Run, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    status, said = run(f"name,brand,owner\nAcme,{a_brand().slug},eve@example.com\n")
    assert status == 1
    assert "The mail to eve@example.com could not be sent" in said
    assert Tenant.objects.get().name == "Acme"


def test_a_file_that_is_none_is_told_of(run: Run) -> None:
    status, said = run("just text\n")
    assert status == 2
    assert "headings that mean nothing here" in said


IMPORT = reverse("import_tenants", urlconf="portal.console.urls")


def upload(staff: Client, text: str) -> Page:
    file = SimpleUploadedFile("customers.csv", text.encode())
    return Page(staff.post(IMPORT, {"file": file}).content)


def sent_on(page: Page) -> dict[str, str]:
    """What the button that makes them sends."""
    (table,) = (attrs["value"] for _, attrs in page.elements if attrs.get("name") == "table")
    return {"table": table or "", "confirmed": "yes"}


def test_the_console_shows_each_verdict_first_and_makes_them_when_that_is_confirmed(staff: Client) -> None:
    brand = a_brand()
    page = upload(staff, f"name,brand,owner,domains\r\nAcme <b>,{brand.slug},eve@example.com,5\r\n")
    assert "1 customer will be made" in page.prose
    assert "Acme <b>" in page.prose
    assert not Tenant.objects.exists()
    assert b"1 customer(s) were made" in staff.post(IMPORT, sent_on(page), follow=True).content
    tenant = Tenant.objects.get()
    assert (tenant.name, tenant.most_domains) == ("Acme <b>", 5)
    assert [each.to for each in mail.outbox] == [["eve@example.com"]]
    assert "can't be taken" in Page(staff.post(IMPORT, sent_on(page)).content).prose, "not twice"
    assert Tenant.objects.count() == 1


def test_the_console_makes_nothing_of_a_table_with_a_line_that_can_t_be_taken(staff: Client) -> None:
    table = "name,brand\nAcme,nowhere\n"
    page = upload(staff, table)
    assert "1 of 1 can't be taken." in page.prose
    assert "There is no brand 'nowhere'." in page.prose
    staff.post(IMPORT, {"table": table, "confirmed": "yes"})
    assert not Tenant.objects.exists()


@pytest.mark.parametrize("text", ["", "no table", "name,brand\n", "name,brand\n" + "a,b\n" * 201])
def test_the_console_says_why_a_file_can_t_be_read(staff: Client, text: str) -> None:
    page = upload(staff, text)
    assert [attrs for _, attrs in page.elements if "desk-error" in (attrs.get("class") or "")]


def test_staff_of_a_brand_import_for_no_other(db: None) -> None:
    mine, other = a_brand(), a_brand()
    helper = User.objects.create_user("helper@example.com", None, is_staff=True, brand=mine)
    rights = ["add_tenant", "view_tenant", "add_invitation"]
    helper.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client(headers={"host": "console.localhost"})
    client.force_login(helper)
    table = f"name,brand\nAcme,{mine.slug}\nBravo,{other.slug}\n"
    assert f"There is no brand '{other.slug}'." in upload(client, table).prose
    assert (
        client.post(IMPORT, {"table": f"name,brand\nAcme,{mine.slug}\n", "confirmed": "1"}).status_code == 302
    )
    assert Tenant.objects.get().brand == mine


def test_staff_who_may_not_invite_import_nothing(db: None) -> None:
    client = Client(headers={"host": "console.localhost"})
    client.force_login(User.objects.create_user("helper@example.com", None, is_staff=True))
    assert client.get(IMPORT).status_code == 403
