"""Every change by a person is written down with who it was: on the customers' pages, at sign-in, in the console."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from cloudmailin.models import Account
from cloudmailin.states import Use
from portal.console.audited import Audited
from portal.console.readonly import ReadOnly
from portal.console.site import console
from portal.models import ShareLink
from tenants.audit import AuditAction
from tenants.models import AuditEntry, Brand, Membership, Tenant, User
from tenants.roles import Role
from tenants.scoping import across_tenants
from tests.build import PASSWORD, a_domain, a_member
from tests.portal.conftest import Page

CONSOLE = "portal.console.urls"


@pytest.fixture(autouse=True)
def _tests_see_all_tenants(db: None) -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def person(home: Tenant) -> User:
    return a_member(home)


@pytest.fixture
def browser(home: Tenant, person: User) -> Client:
    client = Client(headers={"host": home.brand.primary_host})
    client.force_login(person)
    return client


def entries(*actions: AuditAction) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action__in=actions).order_by("pk"))


def the_entry(*actions: AuditAction) -> AuditEntry:
    (entry,) = entries(*actions)
    return entry


def test_a_domain_that_is_added_and_removed(home: Tenant, browser: Client, person: User) -> None:
    browser.post("/domains/add/", {"name": "example.com", "uses": ["sending"]})
    added = the_entry(AuditAction.DOMAIN_ADDED)
    assert (added.actor, added.tenant, added.target_name) == (person, home, "example.com")
    assert (added.after, added.address) == ({"uses": ["sending"]}, "127.0.0.1")
    assert len(added.request_id) == 32
    browser.post(f"/domains/{added.target_id}/remove/")
    assert the_entry(AuditAction.DOMAIN_REMOVED).actor == person


def test_a_use_that_is_added_to_a_domain(home: Tenant, browser: Client) -> None:
    a_domain(home, "example.com", uses=frozenset({Use.SENDING}))
    browser.post("/domains/add/", {"name": "example.com", "uses": ["receiving", "sending"]})
    assert the_entry(AuditAction.DOMAIN_CHANGED).after == {"uses": ["receiving"]}


def test_a_link_that_is_made_and_revoked_without_its_secret(home: Tenant, browser: Client) -> None:
    links = f"/domains/{a_domain(home).public_id}/links/"
    browser.post(links)
    link = ShareLink.objects.get()
    for _ in range(2):
        browser.post(reverse("domain_link_revoke", args=[link.domain.public_id, link.pk]))
    written = entries(AuditAction.SHARE_LINK_MADE, AuditAction.SHARE_LINK_REVOKED)
    assert [each.target_id for each in written] == [str(link.pk)] * 2
    assert link.secret_hash not in str([vars(each) for each in written])


def test_where_mail_goes_with_what_it_was_before_but_for_the_secret(home: Tenant, browser: Client) -> None:
    Account.objects.update(address_policy="customer", inbound_target="https://old.example.com/in")
    wish = {
        "target": "https://new.example.com/in",
        "target_format": "json+n",
        "auth_header": "Bearer canary-secret",
    }
    for _ in range(2):
        browser.post("/delivery/", wish)
    entry = the_entry(AuditAction.DELIVERY_CHANGED)
    assert entry.before["target"] == "https://old.example.com/in"
    assert entry.after == {"target": "https://new.example.com/in", "auth_header": "changed"}
    assert "canary" not in str(vars(entry))


def test_who_signs_in_and_out_and_who_is_refused(home: Tenant, person: User) -> None:
    client = Client(headers={"host": home.brand.primary_host})
    login = reverse("login")
    client.post(login, {"login": person.email, "password": "wrong"})
    client.post(login, {"login": person.email, "password": PASSWORD})
    client.post(reverse("logout"))
    kinds = (AuditAction.SIGN_IN_FAILED, AuditAction.SIGNED_IN, AuditAction.SIGNED_OUT)
    written = entries(*kinds)
    assert [each.action for each in written] == list(kinds)
    assert {(each.person, each.tenant, each.brand) for each in written} == {(person, home, home.brand)}
    assert [each.actor for each in written] == [None, person, person]


def test_what_a_stranger_types_is_not_kept(home: Tenant) -> None:
    client = Client(headers={"host": home.brand.primary_host})
    client.post(reverse("login"), {"login": "nobody@example.com", "password": "a-secret-of-mine"})
    assert not AuditEntry.objects.exists()


def page_of(name: str, *args: int) -> str:
    return reverse(f"admin:{name}", urlconf=CONSOLE, args=args)


def as_shown(staff: Client, page: str) -> dict[str, object]:
    """How many rows the page has of each kind; their own fields are the test's."""
    inputs = [attrs for tag, attrs in Page(staff.get(page).content).elements if tag == "input"]
    counts = {each["name"]: each["value"] for each in inputs if "_FORMS" in (each.get("name") or "")}
    return {str(name): value for name, value in counts.items()}


def test_what_staff_change_in_the_console_row_by_row(staff: Client, home: Tenant) -> None:
    person = User.objects.create_user("new@example.com")
    page = page_of("tenants_tenant_change", home.pk)
    rows = {**as_shown(staff, page), "memberships-TOTAL_FORMS": 1}
    rows |= {"memberships-0-user": person.pk, "memberships-0-role": Role.ADMIN}
    staff.post(page, {"brand": home.brand_id, "name": "Renamed", **rows})
    changed, joined = entries(AuditAction.ROW_CHANGED, AuditAction.ROW_ADDED)
    assert (changed.target_kind, changed.before, changed.after) == (
        "tenant",
        {"name": "changed"},
        {"name": "changed"},
    )
    assert (joined.target_kind, joined.person, joined.tenant) == ("membership", person, home)
    assert joined.after == {"role": "admin"}
    member = Membership.objects.get()
    rows = {**as_shown(staff, page), "memberships-0-id": member.pk}
    rows |= {"memberships-0-user": person.pk, "memberships-0-role": Role.ADMIN, "memberships-0-DELETE": "on"}
    staff.post(page, {"brand": home.brand_id, "name": "Renamed", **rows})
    assert the_entry(AuditAction.ROW_DELETED).person == person
    assert {each.actor.email for each in AuditEntry.objects.exclude(actor=None)} == {"staff@example.com"}  # type: ignore[union-attr]


def test_a_tenant_that_staff_suspend_resume_and_close(staff: Client, home: Tenant) -> None:
    for action in ("suspend", "resume", "close"):
        posted = {"action": action, "_selected_action": home.pk, "confirmed": "yes"}
        staff.post(page_of("tenants_tenant_changelist"), posted)
    kinds = (AuditAction.TENANT_SUSPENDED, AuditAction.TENANT_RESUMED, AuditAction.TENANT_CLOSED)
    assert [each.action for each in entries(*kinds)] == list(kinds)


def test_a_key_that_staff_set_is_said_to_be_changed_and_not_shown(staff: Client, home: Tenant) -> None:
    account = Account.objects.get()
    given = {name: getattr(account, name) for name in ("base_url", "remote_id", "address_policy")}
    given |= {"inbound_format": account.inbound_format, "inbound_target": account.inbound_target}
    given |= {"calls_per_period": 5, "period_seconds": 60, "brand": account.brand_id}
    staff.post(
        page_of("cloudmailin_account_change", account.pk), {**given, "new_key": "canary-key", "new_auth": ""}
    )
    entry = the_entry(AuditAction.ROW_CHANGED)
    assert (entry.target_kind, entry.after) == ("account", {"new_key": "changed"})


def test_djangos_own_log_is_not_kept_beside_it(staff: Client, home: Tenant) -> None:
    staff.post(
        page_of("auth_user_password_change", a_member(home).pk),
        {"password1": PASSWORD, "password2": PASSWORD},
    )
    assert the_entry(AuditAction.PASSWORD_CHANGED).actor
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("model", console._registry, ids=lambda model: model.__name__)
def test_no_page_of_the_console_changes_anything_unwritten(model: type[Brand]) -> None:
    assert isinstance(console._registry[model], Audited | ReadOnly)
