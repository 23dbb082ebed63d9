"""Staff see the portal as a customer does: with a reason, for half an hour, read by both sides, and changing nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from cloudmailin.models import Domain
from portal.access import rule_of
from portal.models import Viewing
from tenants.models import AuditEntry, Membership, Tenant, User
from tenants.roles import Role
from tenants.scoping import across_tenants
from tests.build import a_brand, a_domain, a_member, a_tenant
from tests.portal.conftest import Page
from tests.walls.routes import Route, routes

REASON = "They asked on the phone <b>"
STAFF = "staff@example.com"


@pytest.fixture(autouse=True)
def _all_tenants(db: None) -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def member(home: Tenant) -> Membership:
    return Membership.objects.get(user=a_member(home, Role.OWNER, None))


@pytest.fixture
def browser(home: Tenant) -> Client:
    """The staff member's, at the brand's site."""
    return Client(headers={"host": home.brand.primary_host})


def ask(staff: Client, member: Membership, *, of: Tenant | None = None, reason: str = REASON) -> Any:
    page = reverse("view_as", args=[(of or member.tenant).pk], urlconf="portal.console.urls")
    return staff.post(page, {"member": str(member.pk), "reason": reason})


def way_in(staff: Client, member: Membership) -> str:
    answer = ask(staff, member)
    assert answer.status_code == 302
    parts = urlsplit(answer["location"])
    assert parts.hostname == member.tenant.brand.primary_host
    return str(parts.path)


@pytest.fixture
def viewing(staff: Client, member: Membership, browser: Client) -> Client:
    """The staff member's browser, inside."""
    assert browser.get(way_in(staff, member)).status_code == 302
    return browser


def actions(tenant: Tenant) -> list[str]:
    return list(AuditEntry.objects.filter(tenant=tenant).order_by("pk").values_list("action", flat=True))


def test_the_portal_is_seen_as_the_person_sees_it_below_a_banner(
    viewing: Client, home: Tenant, member: Membership
) -> None:
    domain = a_domain(home)
    page = Page(viewing.get("/").content)
    assert f"you see {home} as {member.user} does" in page.prose
    assert domain.name in page.prose
    for path in (f"/domains/{domain.public_id}/", "/team/", "/activity/", "/audit/", "/notifications/"):
        answer = viewing.get(path)
        assert answer.status_code == 200, path
        assert "Stop viewing" in Page(answer.content).prose


def test_both_sides_read_in_the_audit_who_looked_and_why(
    viewing: Client, home: Tenant, member: Membership, staff: Client
) -> None:
    viewing.post("/support/stop/")
    begun, ended = AuditEntry.objects.filter(tenant=home).order_by("pk")
    assert (begun.action, begun.actor, begun.person) == (
        "viewed_as",
        User.objects.get(email=STAFF),
        member.user,
    )
    assert (ended.action, ended.actor, ended.person) == ("viewing_ended", begun.actor, member.user)
    owner = Client(headers={"host": home.brand.primary_host})
    owner.force_login(member.user)
    theirs = Page(owner.get("/audit/").content).prose
    assert "Viewed as a member by support" in theirs
    assert REASON in theirs
    assert STAFF not in theirs
    ours = Page(
        staff.get(reverse("admin:tenants_auditentry_changelist", urlconf="portal.console.urls")).content
    )
    assert "Viewed as a member by support" in ours.prose
    assert STAFF in ours.prose


def test_nothing_can_be_changed(viewing: Client, home: Tenant) -> None:
    domain = a_domain(home)
    before = actions(home)
    for method in ("post", "put", "patch", "delete"):
        for path in (
            "/domains/add/",
            f"/domains/{domain.public_id}/remove/",
            "/logout/",
            "/appearance/",
            "/team/",
        ):
            answer = getattr(viewing, method)(path, {"name": "new.test", "uses": ["receiving"]})
            assert answer.status_code == 403, (method, path)
            assert "nothing can be changed" in Page(answer.content).prose
    assert actions(home) == before
    assert [each.name for each in Domain.objects.all()] == [domain.name]


def test_nothing_is_sent_to_any_page_and_none_opens_that_is_a_persons_own(viewing: Client) -> None:
    """Whatever pages there will be: it goes by their access rule."""
    own = []
    for route in routes():
        if route.is_console or route.name in {"viewing_enter", "viewing_stop"}:
            continue
        path = somewhere(route)
        assert viewing.post(path).status_code == 403, path
        if route.rule.name in {"signed in", "own account", "by token"} or route.name == "audit_export":
            own.append(path)
            assert viewing.get(path).status_code == 403, path
    assert len(own) > 20


def somewhere(route: Route) -> str:
    """An address that leads to the route, though to no row."""
    ways = (
        route.form % dict(zip(route.parameters, values, strict=True))
        for values in product([uuid4(), 1, "0-0", "0" * 16, "zone", "out"], repeat=len(route.parameters))
    )
    return next(path for path in ways if leads_to(path, route))


def leads_to(path: str, route: Route) -> bool:
    try:
        return rule_of(resolve(path).func) == route.rule
    except Resolver404:
        return False


def test_they_see_no_other_customer_that_the_person_belongs_to(
    staff: Client, browser: Client, member: Membership, home: Tenant
) -> None:
    other = a_tenant(home.brand)
    Membership.objects.create(user=member.user, tenant=other, role=Role.OWNER, chosen_at=timezone.now())
    domain = a_domain(other)
    browser.get(way_in(staff, member))
    page = browser.get("/").content.decode()
    assert other.name not in page
    assert browser.get(f"/domains/{domain.public_id}/").status_code == 404


def test_a_second_step_that_the_brand_asks_of_the_person_is_not_asked_of_them(
    viewing: Client, home: Tenant
) -> None:
    type(home.brand).objects.update(second_factor_required=True)
    assert viewing.get("/").status_code == 200


def test_a_way_in_opens_once_and_only_for_a_minute_and_at_its_brand(
    staff: Client, member: Membership, browser: Client
) -> None:
    path = way_in(staff, member)
    assert Client(headers={"host": a_brand().primary_host}).get(path).status_code == 404
    assert browser.get(path).status_code == 302
    assert Client(headers={"host": member.tenant.brand.primary_host}).get(path).status_code == 404
    late = way_in(staff, member)
    Viewing.objects.filter(opened_at=None).update(created_at=timezone.now() - timedelta(minutes=2))
    assert browser.get(late).status_code == 404
    assert actions(member.tenant) == ["viewed_as"]


@pytest.mark.parametrize("ends", ["time", "staff", "member", "rights", "brand", "tenant"])
def test_it_ends_with_its_time_and_with_everything_that_it_stands_on(
    viewing: Client, member: Membership, ends: str
) -> None:
    helper = User.objects.get(email=STAFF)
    match ends:
        case "time":
            Viewing.objects.update(
                created_at=timezone.now() - timedelta(hours=1),
                expires_at=timezone.now() - timedelta(seconds=1),
            )
        case "staff":
            User.objects.filter(pk=helper.pk).update(is_staff=False)
        case "rights":
            User.objects.filter(pk=helper.pk).update(is_superuser=False)
        case "brand":
            User.objects.filter(pk=helper.pk).update(is_superuser=False, brand=a_brand())
        case "member":
            member.delete()
        case "tenant":
            Tenant.objects.filter(pk=member.tenant_id).update(closed_at=timezone.now())
    answer = viewing.get("/")
    assert answer.status_code == 403
    assert "This view is over" in Page(answer.content).prose
    assert viewing.get("/")["location"].startswith("/login/"), "nobody is signed in any more"
    assert actions(member.tenant) == ["viewed_as", "viewing_ended"]


def test_stopping_leads_back_and_leaves_nobody_signed_in(viewing: Client, member: Membership) -> None:
    page = viewing.post("/support/stop/")
    assert f"/admin/tenants/tenant/{member.tenant_id}/change/" in page.content.decode()
    assert viewing.get("/")["location"].startswith("/login/")
    assert viewing.post("/support/stop/").status_code == 302
    assert actions(member.tenant) == ["viewed_as", "viewing_ended"]


def test_the_person_is_not_seen_as_having_signed_in(viewing: Client, member: Membership) -> None:
    viewing.get("/")
    member.user.refresh_from_db()
    assert member.user.last_login is None
    assert not UserSession.objects.filter(user=member.user).exists()


@pytest.mark.parametrize("reason", ["", "    ", "why"])
def test_a_reason_is_asked_for(staff: Client, member: Membership, reason: str) -> None:
    assert ask(staff, member, reason=reason).status_code == 200
    assert not Viewing.objects.exists()


def test_only_the_customers_own_people_can_be_chosen(staff: Client, member: Membership) -> None:
    stranger = Membership.objects.get(user=a_member(a_tenant(member.tenant.brand), password=None))
    assert ask(staff, stranger, of=member.tenant).status_code == 200
    assert not Viewing.objects.exists()


def test_staff_of_a_brand_may_within_it_and_nobody_without(member: Membership) -> None:
    helper = User.objects.create_user("helper@example.com", None, is_staff=True)
    client = Client(headers={"host": "console.localhost"})
    client.force_login(helper)
    assert ask(client, member).status_code == 403
    User.objects.filter(pk=helper.pk).update(brand=member.tenant.brand)
    assert ask(client, member).status_code == 302
    stranger = Membership.objects.get(user=a_member(a_tenant(), password=None))
    assert ask(client, stranger).status_code == 404
