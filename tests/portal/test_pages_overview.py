"""The overview: what needs attention first, and as quick with ten thousand domains as with one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cloudmailin.models import Domain, Operation, ReceivingDomain, SendingDomain
from cloudmailin.ownership.rules import Claim
from cloudmailin.queue import clock
from cloudmailin.states import State, Use
from portal.bench.crowd import crowd
from tenants.models import Tenant
from tenants.roles import Role
from tenants.scoping import across_tenants
from tests.build import BOTH, a_domain
from tests.portal.conftest import Page

MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def _tests_see_all_tenants() -> Iterator[None]:
    with across_tenants():
        yield


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


ASKED = ["/", "/?q=crowd&state=attention&use=sending&sort=-name", "/?page=2&sort=-added"]


def test_pages_ask_the_database_at_most_twelve_times_for_one_domain_and_for_ten_thousand(
    owner: Client, home: Tenant
) -> None:
    domain = a_domain(home, "below.shop.test")
    Domain.objects.filter(pk=domain.pk).update(proven_at=clock.now(), claim=Claim.PROVEN)
    ReceivingDomain.objects.filter(domain=domain).update(state=State.ACTIVE)
    SendingDomain.objects.filter(domain=domain).update(state=State.VERIFIED)
    Operation.objects.filter(domain=domain).update(status=Operation.Status.DONE)
    paths = [*ASKED, f"/domains/{domain.public_id}/"]
    owner.get(paths[-1])
    one = [queries(owner, path) for path in paths]
    crowd(home, 10_000)
    ten_thousand = [queries(owner, path) for path in paths]
    assert ten_thousand[-1] <= one[-1]
    assert max(*one, *ten_thousand) <= MOST_QUERIES, (one, ten_thousand)
    many_pages = [queries(owner, "/"), queries(owner, "/?page=200"), queries(owner, "/?page=400")]
    assert len(set(many_pages)) == 1


def test_a_domain_that_nobody_has_proven_and_that_waits_in_line_asks_no_more(
    owner: Client, home: Tenant
) -> None:
    a_domain(home, "shop.test")
    path = f"/domains/{a_domain(home, 'below.shop.test').public_id}/"
    owner.get(path)
    assert "in line" in Page(owner.get(path).content).prose
    assert queries(owner, path) <= MOST_QUERIES


def names_on(client: Client, path: str) -> list[str]:
    """The domains listed, in order."""
    html = Page(client.get(path).content)
    links = [str(href) for href in html.having("href") if str(href).startswith("/domains/")]
    by_link = {f"/domains/{each.public_id}/": each.name for each in Domain.objects.all()}
    return [by_link[href] for href in links if href in by_link]


def test_an_empty_overview_says_how_to_begin(owner: Client) -> None:
    page = Page(owner.get("/").content)
    assert "Add your first domain" in page.prose
    assert "/domains/add/" in page.having("href")
    assert page.by_id("q") is None


def test_who_may_not_add_is_not_asked_to(sign_in: object, home: Tenant) -> None:
    page = Page(sign_in(Role.VIEWER).get("/").content)  # type: ignore[operator]
    assert "No domains yet" in page.prose
    assert "/domains/add/" not in page.having("href")


def test_a_few_domains_need_no_search(owner: Client, home: Tenant) -> None:
    a_domain(home)
    assert Page(owner.get("/").content).by_id("q") is None
    crowd(home, 10)
    assert Page(owner.get("/").content).by_id("q") is not None


def test_what_needs_attention_stands_first_under_its_own_heading(owner: Client, home: Tenant) -> None:
    fine, waiting, broken = (
        a_domain(home, name, frozenset({Use.RECEIVING})) for name in ("a.test-a.test", "b.test", "c.test")
    )
    ReceivingDomain.objects.filter(domain=fine).update(state=State.ACTIVE)
    ReceivingDomain.objects.filter(domain=broken).update(state=State.DEGRADED)
    assert names_on(owner, "/") == [broken.name, waiting.name, fine.name]
    prose = Page(owner.get("/").content).prose
    assert prose.index("Needs attention") < prose.index("Under way") < prose.rindex("Working")


def test_it_is_searched_filtered_and_sorted_by_the_address(owner: Client, home: Tenant) -> None:
    sends = a_domain(home, "shop.example.org", frozenset({Use.SENDING}))
    receives = a_domain(home, "in.example.org", frozenset({Use.RECEIVING}))
    both = a_domain(home, "xn--mller-kva.example", BOTH)
    SendingDomain.objects.filter(domain=sends).update(state=State.REJECTED)
    Domain.objects.filter(pk=both.pk).update(created_at=clock.now() - timedelta(days=2))
    assert names_on(owner, "/?q=EXAMPLE.org&sort=name") == [receives.name, sends.name]
    assert names_on(owner, "/?q=müller.") == [both.name]
    assert names_on(owner, "/?use=sending&sort=-name") == [both.name, sends.name]
    assert names_on(owner, "/?state=attention") == [sends.name]
    assert names_on(owner, "/?state=waiting&use=receiving&sort=added") == [both.name, receives.name]
    assert names_on(owner, "/?state=waiting&sort=-added") == [receives.name, both.name]
    assert "No domain fits" in Page(owner.get("/?q=nothing-like-it").content).prose


@pytest.mark.parametrize(
    "query",
    [
        "q=%25",
        "q=_",
        "q=%00",
        "q=%27;--",
        "state=no&use=no&sort=no",
        "page=0",
        "page=99999",
        "page=x",
        f"q={'x' * 5000}",
    ],
)
def test_an_address_that_makes_no_sense_is_answered_calmly(owner: Client, home: Tenant, query: str) -> None:
    a_domain(home)
    assert owner.get(f"/?{query}").status_code == 200


def test_what_is_gone_and_what_is_anothers_is_not_counted(owner: Client, home: Tenant) -> None:
    crowd(home, 9)
    a_domain(name="another.test")
    Domain.objects.filter(tenant=home, name__endswith="1.test").update(removed_at=clock.now())
    left = Domain.objects.filter(tenant=home, removed_at=None).count()
    html = owner.get("/?q=test").content.decode()
    assert f'All <span class="chip-count">{left}</span>' in html
    assert "another.test" not in html


def test_from_page_to_page_the_rest_of_the_address_stays(owner: Client, home: Tenant) -> None:
    crowd(home, 60)
    links = Page(owner.get("/?q=crowd&sort=name&page=2").content).having("href")
    assert "?q=crowd&sort=name&page=3" in links
    assert "?q=crowd&sort=name&page=1" in links
    assert "?q=crowd&sort=-name" in links
