"""The dashboard: what is stuck and why, each figure with the very rows behind it, and nothing of another brand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from cloudmailin.models import ApiCall, Domain, Finding, Operation, ReceivingDomain, SendingDomain
from cloudmailin.queue import clock
from cloudmailin.queue.order import Rank
from portal.columns import HEIGHT
from portal.console.dashboard.causes import PATIENCE
from portal.console.dashboard.chart import HOURS, chart
from tenants.models import Brand, User
from tenants.scoping import across_tenants
from tests.build import a_brand, a_domain, a_tenant, working
from tests.portal.conftest import Page


@pytest.fixture(autouse=True)
def _all_tenants(db: None) -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def brand() -> Brand:
    return a_brand()


def stuck(brand: Brand, name: str, purpose: str, status: str, code: str) -> Domain:
    domain = working(a_domain(a_tenant(brand), name))
    Finding.objects.create(
        tenant=domain.tenant,
        domain=domain,
        purpose=purpose,
        status=status,
        code=code,
        changed_at=clock.now(),
    )
    return domain


def figures(client: Client, address: str = "/admin/") -> dict[str, str]:
    """The links of the page that have a figure, with what they say."""
    html = client.get(address).content.decode()
    found = re.findall(r'<a href="([^"]+)">(.*?)</a>(?:\s*<strong>(.*?)</strong>)?', html, re.DOTALL)
    return {link.replace("&amp;", "&"): Page(f"{said} {more}".encode()).prose for link, said, more in found}


def listed(client: Client, address: str) -> set[str]:
    return set(re.findall(r"[a-z-]+\.test", Page(client.get(address).content).prose))


def the_link(shown: dict[str, str], part: str) -> str:
    (link,) = (link for link in shown if part in link)
    return link


def test_domains_are_grouped_by_cause_and_each_leads_to_its_rows(staff: Client, brand: Brand) -> None:
    for name in ("cloudy.test", "shady.test"):
        stuck(brand, name, "dkim", "wrong", "proxied")
    stuck(brand, "doubled.test", "mx", "wrong", "zone_appended")
    stuck(brand, "fine.test", "mx", "ok", "mx_right")
    shown = figures(staff)
    proxied, doubled = the_link(shown, "cause=dkim%3Aproxied"), the_link(shown, "cause=mx%3Azone_appended")
    assert "2" in shown[proxied].split()
    assert "1" in shown[doubled].split()
    assert listed(staff, proxied) == {"cloudy.test", "shady.test"}
    assert listed(staff, doubled) == {"doubled.test"}
    assert not [link for link in shown if "mx_right" in link]


def test_nobody_is_stuck_who_has_published_nothing_on_the_first_day(staff: Client, brand: Brand) -> None:
    late = stuck(brand, "late.test", "mx", "missing", "missing")
    stuck(brand, "new.test", "mx", "missing", "missing")
    Domain.objects.filter(pk=late.pk).update(created_at=clock.now() - PATIENCE * 2)
    assert listed(staff, the_link(figures(staff), "cause=mx%3Amissing")) == {"late.test"}


def test_what_is_recommended_or_proven_already_keeps_nobody(staff: Client, brand: Brand) -> None:
    stuck(brand, "a.test", "dmarc", "wrong", "dmarc_invalid")
    stuck(brand, "b.test", "ownership", "wrong", "token_other")
    assert not [link for link in figures(staff) if "cause=" in link]


def test_those_that_wait_for_cloudmailin_and_those_it_refused(staff: Client, brand: Brand) -> None:
    waits, refused = working(a_domain(a_tenant(brand), "waits.test")), a_domain(a_tenant(brand), "no.test")
    SendingDomain.objects.update(state="verified")
    SendingDomain.objects.filter(domain=waits).update(state="verifying")
    ReceivingDomain.objects.filter(domain=waits).update(state="provisioning")
    ReceivingDomain.objects.filter(domain=refused).update(state="rejected", reason="taken")
    shown = figures(staff)
    waiting, taken = the_link(shown, "cause=waiting"), the_link(shown, "cause=refused%3Ataken")
    assert shown[waiting].split()[0] == "1", "a domain that waits twice is one"
    assert listed(staff, waiting) == {"waits.test"}
    assert listed(staff, taken) == {"no.test"}


def test_what_needs_attention_is_counted_as_its_list_has_it(staff: Client, brand: Brand) -> None:
    stuck(brand, "bad.test", "mx", "wrong", "mx_null")
    working(a_domain(a_tenant(brand), "good.test"))
    gone = stuck(brand, "gone.test", "mx", "wrong", "mx_null")
    Domain.objects.filter(pk=gone.pk).update(removed_at=clock.now())
    shown = figures(staff)
    attention = the_link(shown, "need__exact=0")
    assert shown[attention].split()[0] == "1"
    assert listed(staff, attention) == {"bad.test"}


def test_the_queue_by_class_with_the_age_of_its_oldest(staff: Client, brand: Brand) -> None:
    a_domain(a_tenant(brand))
    Operation.objects.update(rank=Rank.DELETION, due_at=clock.now() - timedelta(hours=3))
    shown = Page(staff.get("/admin/").content).prose
    assert re.search(r"Deletion\s+1\s+3\xa0hours ago", shown)


def test_operations_that_failed_in_the_last_day(staff: Client, brand: Brand) -> None:
    a_domain(a_tenant(brand), "failed.test")
    Operation.objects.update(status="failed", ended_at=clock.now())
    shown = figures(staff)
    failed = the_link(shown, "status__exact=failed")
    assert shown[failed].split()[-1] == "1"
    assert "failed.test" in listed(staff, failed)
    Operation.objects.update(ended_at=clock.now() - timedelta(days=2))
    assert figures(staff)[the_link(figures(staff), "status__exact=failed")].split()[-1] == "0"


def test_staff_of_a_brand_see_their_brands_figures(brand: Brand) -> None:
    stuck(brand, "mine.test", "mx", "wrong", "mx_null")
    other = stuck(a_brand(), "theirs.test", "mx", "wrong", "mx_foreign")
    operation = Operation.objects.filter(account=other.account)[0]
    ApiCall.objects.create(
        account=other.account,
        tenant=other.tenant,
        operation=operation,
        fence=1,
        started_at=clock.now(),
        completed_at=clock.now(),
    )
    client = Client(headers={"host": "console.localhost"})
    client.force_login(User.objects.create_user("reseller@example.com", None, is_staff=True, brand=brand))
    shown = figures(client)
    assert shown[the_link(shown, "need__exact=0")].split()[0] == "1"
    assert not [link for link in shown if "mx_foreign" in link or "/worker/" in link]
    prose = Page(client.get("/admin/").content).prose
    assert "0 done" in prose
    assert "0 not" in prose
    assert other.tenant.brand.name not in prose


def test_staff_without_a_brand_are_told_what_they_wait_for() -> None:
    client = Client(headers={"host": "console.localhost"})
    client.force_login(User.objects.create_user("new@example.com", None, is_staff=True))
    assert "You work for no brand yet" in Page(client.get("/admin/").content).prose


def test_the_chart_stacks_an_hours_calls_and_shows_the_limit_when_they_come_near() -> None:
    now = clock.now().replace(minute=30)
    hour = now.replace(minute=0, second=0, microsecond=0)
    drawn = chart({(hour, True): 60, (hour, False): 20}, 100, now)
    done, failed = drawn.parts
    assert (len(drawn.hours), drawn.done, drawn.failed, drawn.highest) == (HOURS, 60, 20, 100)
    assert (done.height, failed.height, failed.y) == (60, 20, HEIGHT - 80)
    assert drawn.limit_at == 0
    quiet = chart({(hour, True): 10}, 100, now)
    assert (quiet.highest, quiet.limit_at) == (10, None)
    assert chart({}, 0, now).share == 0
