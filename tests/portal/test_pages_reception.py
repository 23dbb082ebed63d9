"""Which mail a domain takes: a pattern that is tried before it is saved, and is fixed once the domain is made."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from cloudmailin.models import Account, Domain, ReceivingDomain
from cloudmailin.states import Use
from tenants.audit import AuditAction
from tenants.models import AuditEntry, Tenant
from tenants.roles import Role
from tenants.scoping import across_tenants, within
from tests.build import a_domain, working
from tests.portal.conftest import Page

pytestmark = pytest.mark.django_db
PATTERN = r"\w+-\d+@shop\.example"


@pytest.fixture
def domain(home: Tenant) -> Domain:
    return a_domain(home, "shop.example")


def path(domain: Domain) -> str:
    return f"/domains/{domain.public_id}/mail/"


def stored(domain: Domain) -> tuple[str, str]:
    with across_tenants():
        one = ReceivingDomain.objects.get(domain=domain)
    return one.auth_regex, one.domain_target


def test_trying_shows_which_addresses_are_let_in_and_saves_nothing(owner: Client, domain: Domain) -> None:
    asked = {"pattern": PATTERN, "addresses": "sales-1@shop.example\r\ninfo@shop.example\n", "try": ""}
    html = owner.post(path(domain), asked).content.decode()
    assert "<code>sales-1@shop.example</code> is let in" in html
    assert "<code>info@shop.example</code> is kept out" in html
    assert stored(domain) == ("", "")


@pytest.mark.parametrize(
    ("pattern", "says"),
    [(".*", "every address in"), ("nobody", "None of these"), ("", "every address in")],
)
def test_it_warns_of_a_pattern_that_lets_all_or_none_in(
    owner: Client, domain: Domain, pattern: str, says: str
) -> None:
    asked = {"pattern": pattern, "addresses": "info@shop.example", "try": ""}
    assert says in Page(owner.post(path(domain), asked).content).prose


def test_it_is_saved_and_written_down_and_found_again(owner: Client, home: Tenant, domain: Domain) -> None:
    assert path(domain) in Page(owner.get(f"/domains/{domain.public_id}/").content).having("href")
    answer = owner.post(path(domain), {"pattern": f" {PATTERN} ", "domain_target": "https://x.example/"})
    assert answer.status_code == 302
    assert stored(domain) == (PATTERN, "")  # this account offers no target of a domain's own
    with within(home):
        entry = AuditEntry.objects.get(action=AuditAction.RECEPTION_CHANGED)
    assert entry.after == {"recipients": PATTERN}
    field = Page(owner.get(path(domain)).content).by_id("id_pattern")
    assert field is not None
    assert field["value"] == PATTERN


@pytest.mark.parametrize("pattern", ["(a", r"(a)\1", "(?=a)", "(a{1000}){1000}", "a" * 501, "<script>("])
def test_what_re2_refuses_is_said_beside_the_field(owner: Client, domain: Domain, pattern: str) -> None:
    answer = owner.post(path(domain), {"pattern": pattern})
    page = Page(answer.content)
    assert page.by_id("id_pattern_error") is not None
    assert "be read as a regular expression in RE2 syntax" in page.prose
    assert b"<script>(" not in answer.content
    assert stored(domain) == ("", "")


def test_a_target_of_its_own_is_offered_where_the_account_has_it(owner: Client, domain: Domain) -> None:
    Account.objects.update(address_policy="customer")
    assert Page(owner.get(path(domain)).content).by_id("id_domain_target") is None
    Account.objects.update(domain_targets=True)
    wrong = owner.post(path(domain), {"domain_target": "https://127.0.0.1/"})
    assert "whole Internet can reach" in Page(wrong.content).prose
    owner.post(path(domain), {"domain_target": "https://own.example.com"})
    assert stored(domain) == ("", "https://own.example.com/")


def test_once_the_domain_is_made_it_is_shown_and_fixed(owner: Client, domain: Domain) -> None:
    owner.post(path(domain), {"pattern": PATTERN})
    working(domain)
    html = owner.get(path(domain)).content.decode()
    assert f"<code>{PATTERN}</code>" in html
    assert "remove the domain and add it again" in html
    answer = owner.post(path(domain), {"pattern": ".*"}, follow=True)
    assert "be changed any more" in answer.content.decode()
    assert stored(domain) == (PATTERN, "")
    assert owner.post(path(domain), {"pattern": "x", "addresses": "x", "try": ""}).status_code == 200


def test_it_is_there_for_who_may_and_for_domains_that_receive(
    owner: Client, home: Tenant, domain: Domain, sign_in: Callable[[Role], Client]
) -> None:
    assert sign_in(Role.MEMBER).get(path(domain)).status_code == 403
    assert owner.get(path(a_domain(name="another.example"))).status_code == 404
    assert owner.get(path(a_domain(home, "sends.example", frozenset({Use.SENDING})))).status_code == 404
    assert owner.post(path(domain), {"addresses": "a\n" * 51, "try": ""}).status_code == 200


ADDING = {"name": "shop.test", "uses": ["receiving", "sending"], "knowingly": "on"}


def test_a_pattern_is_tried_while_a_domain_is_added_and_nothing_is_added_by_that(
    owner: Client, home: Tenant
) -> None:
    asked = {**ADDING, "pattern": PATTERN, "addresses": "sales-1@shop.example\ninfo@shop.example", "try": ""}
    html = owner.post("/domains/add/", asked).content.decode()
    assert "<code>sales-1@shop.example</code> is let in" in html
    assert "<code>info@shop.example</code> is kept out" in html
    with within(home):
        assert not Domain.objects.exists()


def test_a_domain_is_added_with_its_pattern(owner: Client, home: Tenant) -> None:
    owner.post("/domains/add/", {**ADDING, "pattern": PATTERN})
    with within(home):
        assert stored(Domain.objects.get(name="shop.test")) == (PATTERN, "")


def test_a_pattern_that_can_not_be_read_adds_nothing(owner: Client, home: Tenant) -> None:
    page = Page(owner.post("/domains/add/", {**ADDING, "pattern": "("}).content)
    assert page.by_id("id_pattern_error") is not None
    assert "open" in (page.by_id("only-some") or {})
    with within(home):
        assert not Domain.objects.exists()


def test_who_may_not_set_the_delivery_sets_no_pattern_while_adding_either(
    sign_in: Callable[[Role], Client], home: Tenant
) -> None:
    member = sign_in(Role.MEMBER)
    assert Page(member.get("/domains/add/").content).by_id("id_pattern") is None
    member.post("/domains/add/", {**ADDING, "pattern": PATTERN})
    with within(home):
        assert stored(Domain.objects.get(name="shop.test")) == ("", "")
