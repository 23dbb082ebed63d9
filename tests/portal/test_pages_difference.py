"""What a customer sees of a mistake: what was found under what is expected, and the advice for their DNS host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.test import Client

from cloudmailin.lifecycle.wanted import record_sets
from cloudmailin.models import Domain, Finding
from cloudmailin.queue import clock
from cloudmailin.states import Use
from portal.models import ShareLink
from tenants.models import Tenant
from tenants.scoping import across_tenants
from tests.build import a_domain, a_member

CLOUDFLARE = "ada.ns.cloudflare.com bob.ns.cloudflare.com"


@pytest.fixture(autouse=True)
def _tests_see_all_tenants(db: None) -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def domain(home: Tenant) -> Domain:
    return a_domain(home, uses=frozenset({Use.RECEIVING}))


def found(domain: Domain, purpose: str, code: str, *seen: str, **detail: str) -> None:
    Finding.objects.create(
        tenant=domain.tenant,
        domain=domain,
        purpose=purpose,
        status="wrong",
        code=code,
        seen=list(seen),
        detail={"name": domain.name, **detail},
        changed_at=clock.now(),
    )


def section(html: str, purpose: str) -> str:
    """The HTML of the diagnosis of one purpose."""
    start = html.index(f'id="section-{purpose}"')
    return html[html.index('<div class="diagnosis', start) : html.index('class="records"', start)]


def values(html: str) -> list[str]:
    """Every value of the comparison as it is read: marks in brackets, as a screen reader has them."""
    return [
        unescape(re.sub("<[^>]+>", "", each)) for each in re.findall(r"<dd><code>(.*?)</code>", html, re.S)
    ]


def token_of(domain: Domain) -> str:
    return next(iter(record_sets(domain))).records[0].value


def test_an_invisible_character_is_shown_by_its_name(owner: Client, domain: Domain) -> None:
    token = token_of(domain)
    found(domain, "ownership", "text_spaced", f"{token[:30]}\u200b{token[30:]}")
    html = owner.get(f"/domains/{domain.public_id}/").content.decode()
    expected, seen = values(section(html, "ownership"))
    assert expected == token
    assert seen == f"{token[:30]}[not as expected: zero-width space]{token[30:]}"


def test_each_mail_server_is_beside_the_one_that_was_meant(owner: Client, domain: Domain) -> None:
    right, longer = "10 client1.cloudmailin.net", f"10 client2.cloudmailin.net.{domain.name}"
    found(domain, "mx", "zone_appended", right, longer, target="client2.cloudmailin.net", zone=domain.name)
    shown = section(owner.get(f"/domains/{domain.public_id}/").content.decode(), "mx")
    assert "as expected</small>" in shown
    assert values(shown) == [
        right,
        "10 client2.cloudmailin.net",
        f"10 client2.cloudmailin.net[not as expected: .{domain.name}]",
    ]


def test_whoever_has_the_link_sees_the_same(owner: Client, domain: Domain) -> None:
    found(domain, "mx", "mx_is_address", "10 192.0.2.1", target="192.0.2.1")
    _link, secret = ShareLink.make(domain, a_member(domain.tenant), clock.now())
    own = owner.get(f"/domains/{domain.public_id}/").content.decode()
    shared = Client(headers={"host": domain.tenant.brand.primary_host}).get(f"/shared/{secret}/")
    assert values(section(shared.content.decode(), "mx")) == values(section(own, "mx")) != []


def test_markup_in_a_value_is_text(owner: Client, domain: Domain) -> None:
    found(domain, "ownership", "token_other", "<script>alert(1)</script>")
    html = owner.get(f"/domains/{domain.public_id}/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_a_known_host_adds_its_own_words_and_its_guide(owner: Client, domain: Domain) -> None:
    Domain.objects.filter(pk=domain.pk).update(name_servers=CLOUDFLARE, zone=domain.name)
    found(domain, "ownership", "name_doubled", found="x", host="_label", zone=domain.name)
    shown = section(owner.get(f"/domains/{domain.public_id}/").content.decode(), "ownership")
    assert f"Cloudflare adds .{domain.name} to whatever is in the field “Name”" in unescape(shown)
    link = re.search(r"<a [^>]*developers\.cloudflare\.com[^>]*>", shown)
    assert link
    assert 'rel="noreferrer noopener"' in link[0]


def test_where_general_advice_would_be_wrong_the_hosts_own_takes_its_place(
    owner: Client, domain: Domain
) -> None:
    Domain.objects.filter(pk=domain.pk).update(name_servers="ns-1024.awsdns-00.org", zone=domain.name)
    found(domain, "ownership", "text_in_quotes", f'"{token_of(domain)}"')
    shown = section(owner.get(f"/domains/{domain.public_id}/").content.decode(), "ownership")
    assert "one pair of quotation marks" in shown
    assert "without quotation marks" not in shown


def test_an_unknown_host_gets_neither(owner: Client, domain: Domain) -> None:
    found(domain, "ownership", "name_doubled", found="x", host="_label", zone=domain.name)
    shown = section(owner.get(f"/domains/{domain.public_id}/").content.decode(), "ownership")
    assert "<a " not in shown
    assert shown.count("<p>") == 2
