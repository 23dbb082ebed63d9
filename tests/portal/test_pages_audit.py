"""The audit's page: for owners alone, in words, narrowed by any of its fields, as fast with many entries."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal import audit_words
from tenants.audit import AuditAction, record
from tenants.invitations import invite
from tenants.models import AuditEntry, Tenant, User
from tenants.roles import Role
from tenants.scoping import across_tenants
from tests.build import a_member, a_tenant
from tests.portal.conftest import Page

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>\r\n\x1b[31m=HYPERLINK(1)"


def written(tenant: Tenant, count: int = 1, **values: object) -> None:
    given = {
        "action": AuditAction.TENANT_CHANGED,
        "brand": tenant.brand,
        "target_name": "shop.example",
        **values,
    }
    with across_tenants():
        AuditEntry.objects.bulk_create([AuditEntry(tenant=tenant, **given) for _ in range(count)])


def prose(client: Client, **looked_for: str) -> str:
    answer = client.get("/audit/", looked_for)
    assert answer.status_code == 200
    return Page(answer.content).prose


def exported(client: Client, **looked_for: str) -> list[list[str]]:
    answer = client.get("/audit/export/", looked_for)
    content = b"".join(answer).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content, newline="")))


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MEMBER, Role.VIEWER])
@pytest.mark.parametrize("page", ["/audit/", "/audit/export/"])
def test_only_owners_see_it(sign_in: Callable[[Role], Client], role: Role, page: str) -> None:
    assert sign_in(role).get(page).status_code == 403


def test_it_says_in_words_who_did_what(home: Tenant, owner: Client) -> None:
    person = a_member(home)
    record(
        AuditAction.TENANT_CHANGED, actor=person, target=home, before={"note": "Old"}, after={"note": "New"}
    )
    said = prose(owner)
    assert person.email in said
    assert "Customer's details changed" in said
    assert "note: Old → New" in said


def test_another_tenants_entries_are_not_there(home: Tenant, owner: Client) -> None:
    written(a_tenant(home.brand), target_name="canary.example")
    assert "canary" not in prose(owner, object="canary")
    assert "canary" not in str(exported(owner))


def test_staff_are_the_brands_support_and_come_from_nowhere(home: Tenant, owner: Client) -> None:
    staff = User.objects.create_superuser("secret-name@reseller.example")
    written(home, actor=staff, address="192.0.2.99")
    said = prose(owner)
    assert f"{home.brand.name} support" in said
    assert "secret-name" not in f"{said}{exported(owner)}"
    assert "192.0.2.99" not in f"{said}{exported(owner)}"
    assert "Nothing was found" in prose(owner, person="secret-name")


def test_what_concerns_the_service_behind_is_for_staff_alone(home: Tenant, owner: Client) -> None:
    for action in audit_words.FOR_STAFF_ALONE:
        written(home, action=action, target_name="canary.example")
    assert "canary" not in prose(owner)


def test_it_is_narrowed_by_person_action_object_and_period(home: Tenant, owner: Client) -> None:
    now, person = timezone.now(), a_member(home)
    written(home, actor=person, target_name="by-person.example")
    written(home, action=AuditAction.DOMAIN_ADDED, target_name="by-action.example")
    written(home, at=now - timedelta(days=40), target_name="by-period.example")
    narrowed = {
        "by-person": {"person": person.email},
        "by-action": {"action": "domain_added"},
        "by-period": {"until": (now - timedelta(days=30)).date().isoformat()},
    }
    for name, fields in narrowed.items():
        said = prose(owner, **fields)
        assert [each for each in narrowed if f"{each}.example" in said] == [name]
        assert [row[3] for row in exported(owner, **fields)[1:]] == [f"{name}.example"]
    assert "by-period.example" in prose(owner, object="PERIOD")


@pytest.mark.parametrize(
    "odd",
    [
        {"since": "31.2.2026"},
        {"since": "2026-02-02", "until": "2026-02-01"},
        {"action": "no-such"},
        {"person": "x" * 200},
        {"before": "-1"},
        {"before": "9" * 40},
        {"before": "٣"},
        {"object": "a\0b"},
    ],
)
def test_odd_input_gets_a_page(owner: Client, odd: dict[str, str]) -> None:
    assert owner.get("/audit/", odd).status_code == 200
    assert owner.get("/audit/export/", odd).status_code == 200


def test_one_pages_through_all_of_it_with_as_many_queries_as_for_little(home: Tenant, owner: Client) -> None:
    counts, seen, before = [], 0, ""
    written(home, 120, actor=a_member(home))
    owner.get("/")  # a session's first page writes down that it began
    while True:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = Page(owner.get("/audit/", {"before": before} if before else {}).content)
        counts.append(len(queries))
        seen += sum(tag == "strong" for tag, _ in page.elements)
        onward = [attrs["href"] for _, attrs in page.elements if attrs.get("rel") == "next"]
        if not onward:
            break
        before = str(onward[0]).partition("before=")[2]
    assert (seen, len(counts), len(set(counts))) == (120, 3, 1)


def test_all_of_it_is_exported_with_few_queries_and_that_is_written_down(home: Tenant, owner: Client) -> None:
    written(home, 1200, actor=a_member(home))
    with CaptureQueriesContext(connection) as queries:
        rows = exported(owner)
    assert len(rows) == 1 + 1200 + 1
    assert len(queries) < 15
    assert rows[1][2] == "Audit log exported"


def test_hostile_text_stays_text_on_the_page_and_in_the_file(home: Tenant, owner: Client) -> None:
    written(home, target_name=HOSTILE, before={"note": HOSTILE}, after={HOSTILE: "=1"})
    page = owner.get("/audit/").content
    assert b"<script>alert" not in page
    rows = exported(owner)
    assert {len(row) for row in rows} == {7}
    assert not {"\r", "\n", "\x1b"} & set("".join(map("".join, rows)))


def test_whom_an_invitation_was_for_is_said_as_long_as_the_invitation_is_kept(
    home: Tenant, owner: Client
) -> None:
    invitation, _ = invite(home, "new@example.com", Role.MEMBER, by=a_member(home))
    assert "new@example.com" in prose(owner)
    assert "new@example.com" in str(exported(owner))
    with across_tenants():
        assert "new@example.com" not in str([vars(each) for each in AuditEntry.objects.all()])
        invitation.delete()
    assert "new@example.com" not in prose(owner)


def test_the_entries_of_somebody_whose_account_is_deleted_keep_a_number(home: Tenant, owner: Client) -> None:
    person = a_member(home)
    written(home, actor=person)
    User.objects.filter(pk=person.pk).update(erased_at=timezone.now())
    assert f"Deleted account {person.pk}" in prose(owner)


def test_staff_read_all_of_them_and_export_what_they_choose(staff: Client, home: Tenant) -> None:
    written(home, target_name="=canary")
    url = "/admin/tenants/auditentry/"
    assert b"=canary" in staff.get(url).content
    with across_tenants():
        chosen = AuditEntry.objects.get(target_name="=canary")
    answer = staff.post(url, {"action": "export", "_selected_action": chosen.pk})
    content = b"".join(answer).decode("utf-8-sig")
    assert [row[6] for row in csv.reader(io.StringIO(content, newline=""))] == ["Object", "'=canary"]


@pytest.mark.parametrize("action", AuditAction)
def test_there_are_words_for_every_action(action: AuditAction) -> None:
    assert audit_words.ACTIONS[action]
