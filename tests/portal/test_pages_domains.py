"""The customer's domain pages: what they take, what they refuse, what they show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from cloudmailin.lifecycle.wanted import record_sets
from cloudmailin.models import Account, Domain, DomainEvent, Finding, ReceivingDomain, SendingDomain
from cloudmailin.queue import clock
from cloudmailin.states import State, Use
from portal import words
from tenants.models import Tenant
from tenants.roles import Role
from tenants.scoping import across_tenants
from tests.build import a_brand, a_domain
from tests.portal.conftest import Page

BOTH = {"uses": ["receiving", "sending"]}


@pytest.fixture(autouse=True)
def _tests_see_all_tenants(settings: Settings) -> Iterator[None]:
    settings.ALLOW_TEST_DOMAINS = True
    with across_tenants():
        yield


def add(client: Client, name: str, uses: tuple[str, ...] = ("receiving", "sending")) -> Page:
    answer = client.post("/domains/add/", {"name": name, "uses": uses})
    assert answer.status_code == 200
    return Page(answer.content)


def show(client: Client, domain: Domain) -> Page:
    answer = client.get(f"/domains/{domain.public_id}/")
    assert answer.status_code == 200
    return Page(answer.content)


BAD = [
    "",
    "   ",
    "https://www.example.com/path",
    "ada@example.com",
    "co.uk",
    "localhost",
    "192.0.2.1",
    "[2001:db8::1]",
    "x" * 300,
    "example .com",
    "😀.com",
    "<script>alert(1)</script>",
    "client1.cloudmailin.net",
]


@pytest.mark.parametrize("typed", BAD)
def test_bad_input_is_answered_beside_the_field_and_nothing_is_made(owner: Client, typed: str) -> None:
    page = add(owner, typed)
    field = page.by_id("id_name")
    assert field is not None
    assert field["aria-invalid"] == "true"
    assert page.by_id(str(field["aria-describedby"])) is not None, (
        "the message that the field points to is there"
    )
    assert (field.get("value") or "").strip() == typed.strip(), "what was typed is kept"
    assert not Domain.objects.exists()


def test_no_more_domains_are_taken_than_were_agreed(owner: Client, home: Tenant) -> None:
    Tenant.objects.filter(pk=home.pk).update(most_domains=0)
    assert "You have as many domains as were agreed" in add(owner, "one-more.test").prose
    assert not Domain.objects.exists()


def test_a_brands_own_host_is_not_a_customers_domain(owner: Client) -> None:
    brand = a_brand()
    brand.hosts.update(name="portal.reseller.test")
    for name in ("portal.reseller.test", "reseller.test", "mail.portal.reseller.test"):
        assert "belongs to the mail service itself" in add(owner, name).prose


def test_no_use_chosen_is_answered_beside_the_choice(owner: Client) -> None:
    assert "Choose at least one." in add(owner, "example.com", ()).prose
    assert not Domain.objects.exists()


def test_what_was_probably_meant_is_one_press_away(owner: Client) -> None:
    page = add(owner, "https://www.Example.com/x")
    assert "example.com" in page.having("value")
    answer = owner.post(
        "/domains/add/", {"name": "https://www.Example.com/x", "suggestion": "example.com", **BOTH}
    )
    assert answer["location"] == f"/domains/{Domain.objects.get(name='example.com').public_id}/"


def test_a_domain_that_is_there_is_linked_to(owner: Client, home: Tenant) -> None:
    domain = a_domain(home, "twice.test")
    assert f"/domains/{domain.public_id}/" in add(owner, "Twice.test.").having("href")


def test_a_name_that_another_tenant_has_is_added_like_any_other(owner: Client) -> None:
    theirs = a_domain(name="wanted.test")
    Domain.objects.filter(pk=theirs.pk).update(proven_at=clock.now())
    answer = owner.post("/domains/add/", {"name": "wanted.test", **BOTH})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("role", "adds", "removes"),
    [(Role.OWNER, 200, 200), (Role.ADMIN, 200, 200), (Role.MEMBER, 200, 403), (Role.VIEWER, 403, 403)],
)
def test_roles_decide_who_adds_and_removes(
    sign_in: Callable[[Role], Client], home: Tenant, role: Role, adds: int, removes: int
) -> None:
    client, domain = sign_in(role), a_domain(home)
    assert client.get("/").status_code == 200
    assert client.get(f"/domains/{domain.public_id}/").status_code == 200
    assert client.get("/domains/add/").status_code == adds
    assert client.get(f"/domains/{domain.public_id}/remove/").status_code == removes


def test_the_page_shows_every_record_with_its_name_in_both_forms(owner: Client, home: Tenant) -> None:
    domain = a_domain(home, "in.shop.test")
    SendingDomain.objects.filter(domain=domain).update(
        state=State.AWAITING_DNS,
        mta_domain="mta.in.shop.test",
        required_cname="feedback-smtp.cloudmta.net",
        dkim_selector="0e7c28e2e4cm",
        dkim_domain="0e7c28e2e4cm._domainkey.in.shop.test",
        dkim_public_record="v=DKIM1; p=AAAA",
    )
    html = owner.get(f"/domains/{domain.public_id}/").content.decode()
    sets = record_sets(
        Domain.objects.select_related("tenant__brand", "receiving", "sending").get(pk=domain.pk)
    )
    records = [record for each in sets for record in (*each.records, *filter(None, [each.alternative]))]
    assert len(records) == 8
    for record in records:
        assert record.value.rsplit(" ", 1)[-1] in html
        assert record.name in html
        assert f"<code>{record.name.removesuffix('.shop.test')}</code>" in html


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"state": State.REJECTED, "reason": "taken"}, "This domain is in use already"),
        (
            {"state": State.REJECTED, "reason": "contested"},
            "Somebody else has shown that this domain is theirs",
        ),
        ({"state": State.REJECTED, "reason": "refused"}, "The mail service did not accept this domain"),
        ({"state": State.DEGRADED}, "needs attention"),
        ({"state": State.ACTIVE}, "is received."),
        ({"state": State.REMOVING}, "is being removed"),
    ],
)
def test_one_sentence_says_how_things_stand(
    owner: Client, home: Tenant, changes: dict[str, str], sentence: str
) -> None:
    domain = a_domain(home, uses=frozenset({Use.RECEIVING}))
    ReceivingDomain.objects.filter(domain=domain).update(**changes)
    assert sentence in show(owner, domain).prose


@pytest.mark.parametrize("since", ["circuit_opened_at", "unproven_since"])
def test_an_outage_of_the_mail_service_is_said_and_asks_nothing_of_the_customer(
    owner: Client, home: Tenant, since: str
) -> None:
    domain = a_domain(home)
    Account.objects.update(circuit_reason="CloudMailin did not accept the API key.", **{since: clock.now()})
    prose = show(owner, domain).prose
    assert str(words.OUTAGE.title) in prose
    assert "CloudMailin" not in prose


def test_who_waits_is_told_the_place_in_line(owner: Client, home: Tenant) -> None:
    Account.objects.filter(brand=home.brand).update(gate_until=clock.now() + timedelta(seconds=47))
    domain = a_domain(home, uses=frozenset({Use.SENDING}))
    assert "Place 1 in line, about 50 seconds." in show(owner, domain).prose


def test_what_is_wrong_is_said_with_what_was_seen_and_what_to_do(owner: Client, home: Tenant) -> None:
    domain = a_domain(home, uses=frozenset({Use.RECEIVING}))
    Finding.objects.create(
        tenant=home,
        domain=domain,
        purpose="mx",
        status="wrong",
        code="mx_foreign",
        seen=["1 aspmx.l.google.com"],
        detail={"name": domain.name, "provider": "Google Workspace", "target": "aspmx.l.google.com"},
        changed_at=clock.now(),
    )
    html = owner.get(f"/domains/{domain.public_id}/").content.decode()
    assert "1 record needs a change" in html
    assert "deliver mail to Google Workspace" in html
    assert "aspmx.l.google.com" in html
    assert f"in.{domain.name}" in html


def test_the_live_part_is_sent_only_when_it_changed(owner: Client, home: Tenant) -> None:
    domain = a_domain(home)
    asked = next(url for url in show(owner, domain).having("hx-get") if url)
    assert owner.get(asked).status_code == 204
    ReceivingDomain.objects.filter(domain=domain).update(state=State.ACTIVE)
    changed = owner.get(asked)
    assert changed.status_code == 200
    assert Page(changed.content).by_id("announcement") is not None
    Domain.objects.filter(pk=domain.pk).update(removed_at=clock.now())
    assert owner.get(asked)["HX-Redirect"] == "/"


def test_looking_at_a_page_makes_its_domain_watched(owner: Client, home: Tenant) -> None:
    domain = a_domain(home)
    Domain.objects.filter(pk=domain.pk).update(next_check_at=None)
    show(owner, domain)
    domain.refresh_from_db()
    assert domain.watched_until
    assert domain.next_check_at
    assert domain.next_check_at <= clock.now() + timedelta(seconds=3)


def test_removing_takes_a_second_look_and_a_post(owner: Client, home: Tenant) -> None:
    domain = a_domain(home, uses=frozenset({Use.RECEIVING}))
    asked = Page(owner.get(f"/domains/{domain.public_id}/remove/").content)
    assert "First delete its MX records" in asked.prose
    assert Domain.objects.get(pk=domain.pk).removed_at is None
    assert owner.post(f"/domains/{domain.public_id}/remove/")["location"] == "/"
    assert Domain.objects.get(pk=domain.pk).removed_at is not None
    assert owner.get(f"/domains/{domain.public_id}/").status_code == 404
    actor = DomainEvent.objects.get(domain=domain, kind="removal_asked").actor
    assert actor is not None


@pytest.mark.parametrize("path", ["check", "retry"])
def test_what_changes_something_needs_a_post(owner: Client, home: Tenant, path: str) -> None:
    domain = a_domain(home)
    assert owner.get(f"/domains/{domain.public_id}/{path}/").status_code == 405
    assert owner.post(f"/domains/{domain.public_id}/{path}/").status_code == 302


def test_an_empty_list_says_how_to_begin(owner: Client) -> None:
    page = Page(owner.get("/").content)
    assert "Add your first domain" in page.prose
    assert "/domains/add/" in page.having("href")


def test_what_needs_attention_comes_first(owner: Client, home: Tenant) -> None:
    fine, waiting, broken = (
        a_domain(home, name, frozenset({Use.RECEIVING})) for name in ("a.test-a.test", "b.test", "c.test")
    )
    ReceivingDomain.objects.filter(domain=fine).update(state=State.ACTIVE)
    ReceivingDomain.objects.filter(domain=broken).update(state=State.DEGRADED)
    links = [
        href for href in Page(owner.get("/").content).having("href") if href and href.startswith("/domains/")
    ]
    order = [f"/domains/{domain.public_id}/" for domain in (broken, waiting, fine)]
    assert [href for href in links if href in order] == order


def test_pages_name_neither_the_service_behind_nor_another_brand(owner: Client, home: Tenant) -> None:
    other = a_brand()
    domain = a_domain(home)
    for path in (
        "/",
        "/domains/add/",
        f"/domains/{domain.public_id}/",
        f"/domains/{domain.public_id}/remove/",
        "/nothing",
    ):
        answer = owner.get(path)
        prose = Page(answer.content).prose.lower()
        assert "cloudmailin" not in prose
        assert other.name.lower() not in prose
        assert home.brand.name.lower() in prose


def test_no_page_holds_script_or_style_of_its_own_and_all_forbid_it(owner: Client, home: Tenant) -> None:
    domain = a_domain(home)
    paths = [
        "/",
        "/domains/add/",
        f"/domains/{domain.public_id}/",
        f"/domains/{domain.public_id}/remove/",
        "/nothing",
    ]
    for answer in [*map(owner.get, paths), Client(headers={"host": home.brand.primary_host}).get("/login/")]:
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        for tag, attrs in Page(answer.content).elements:
            assert tag != "style"
            assert tag != "script" or attrs.get("src") or attrs.get("type") == "application/json"
            assert not [name for name in attrs if name == "style" or name.startswith("on")]


CLOUDFLARE = "ada.ns.cloudflare.com bob.ns.cloudflare.com"
ROUTE_53 = "ns-1.awsdns-01.com ns-2.awsdns-02.net ns-3.awsdns-03.org ns-4.awsdns-04.co.uk"


@pytest.mark.parametrize(
    ("servers", "said"),
    [
        (CLOUDFLARE, ["Cloudflare", "Mail server", "Priority", "@", "dig +short @ada.ns.cloudflare.com "]),
        (ROUTE_53, ["Amazon Route 53", "Record name", "leave empty", "10 client1.cloudmailin.net"]),
        ("", ["where your DNS is managed", "client1.cloudmailin.net", "dig +short domain-"]),
    ],
)
def test_records_are_written_as_the_customers_dns_host_asks_for_them(
    owner: Client, home: Tenant, servers: str, said: list[str]
) -> None:
    domain = a_domain(home, uses=frozenset({Use.RECEIVING}))
    Domain.objects.filter(pk=domain.pk).update(name_servers=servers, zone=domain.name)
    html = owner.get(f"/domains/{domain.public_id}/").content.decode()
    assert [each for each in said if each not in html] == []


@pytest.mark.parametrize("format", ["text", "zone-file", "terraform", "dnscontrol"])
def test_all_records_can_be_had_as_a_file(owner: Client, home: Tenant, format: str) -> None:
    domain = a_domain(home, uses=frozenset({Use.RECEIVING}))
    answer = owner.get(f"/domains/{domain.public_id}/records/{format}/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert domain.token in answer.content.decode()
    assert "client1.cloudmailin.net" in answer.content.decode()


def test_there_is_no_other_format_and_no_other_tenants_file(owner: Client, home: Tenant) -> None:
    mine, anothers = a_domain(home), a_domain()
    assert owner.get(f"/domains/{mine.public_id}/records/exe/").status_code == 404
    assert owner.get(f"/domains/{anothers.public_id}/records/text/").status_code == 404
