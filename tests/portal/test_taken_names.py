"""Whoever adds a name learns nothing about whether somebody else has it: not from words, and not from time."""

from __future__ import annotations

import re
from time import perf_counter

import pytest
from django.test import Client

from cloudmailin.models import Domain
from cloudmailin.ownership.rules import Claim
from cloudmailin.queue import clock
from tenants.models import Brand, Tenant
from tenants.roles import Role
from tenants.scoping import across_tenants
from tests.build import PASSWORD, a_domain, a_member, a_tenant
from tests.portal.pairs import take_as_long

PAIRS = 500


@pytest.fixture
def brand(home: Tenant) -> Brand:
    return home.brand


@pytest.fixture
def curious(brand: Brand) -> Client:
    member = a_member(a_tenant(brand), Role.ADMIN)
    client = Client(headers={"host": brand.primary_host})
    assert client.login(username=member.email, password=PASSWORD)
    return client


def hold(brand: Brand, name: str, holder: Tenant) -> None:
    with across_tenants():
        domain = a_domain(holder, name)
        Domain.objects.filter(pk=domain.pk).update(claim=Claim.PROVEN, proven_at=clock.now())


def add(client: Client, name: str, *uses: str) -> tuple[str, float]:
    """The address of the page that follows, and the seconds until it was known."""
    begun = perf_counter()
    answer = client.post("/domains/add/", {"name": name, "uses": uses})
    took = perf_counter() - begun
    assert answer.status_code == 302
    return answer["Location"], took


def page(client: Client, name: str, *uses: str) -> str:
    """What follows, without what differs from one domain to the next."""
    return plain(client.get(add(client, name, *uses)[0]).content.decode(), name)


def plain(page: str, name: str) -> str:
    for changing in (
        r"domain-verification=[a-z2-7]{32}",
        r"[0-9a-f-]{36}",
        r'value="\w{64}"',
        r"(seen|heard|opened)=\w+",
    ):
        page = re.sub(changing, "…", page)
    page = " ".join(page.split())
    return re.sub(r"datetime=\"[^\"]+\"|>[^<]*(ago|UTC|now)[^<]*<", "", page.replace(name, "NAME"))


@pytest.mark.parametrize("early", [True, False], ids=["records at once", "records after the proof"])
@pytest.mark.parametrize("uses", [("receiving",), ("sending", "receiving")], ids=" and ".join)
def test_the_answer_is_the_same(brand: Brand, curious: Client, uses: tuple[str, ...], early: bool) -> None:
    """With records for sending at once but for the place in line: a brand that minds has them wait for the proof."""
    brand.sending_before_proof = early
    brand.save()
    hold(brand, "taken.test", a_tenant(brand))
    taken, free = page(curious, "taken.test", *uses), page(curious, "quite.test", *uses)
    place = r'<p class="place">.*?</p> ' if early else "$^"
    assert re.sub(place, "", taken) == re.sub(place, "", free)


def test_the_time_is_the_same(brand: Brand, curious: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cloudmailin.lifecycle.attach.MOST_UNPROVEN", 10 * PAIRS)
    holder = a_tenant(brand)
    for number in range(PAIRS):
        hold(brand, f"taken-{number}.test", holder)
    assert take_as_long(
        lambda number: add(curious, f"taken-{number}.test", "receiving")[1],
        lambda number: add(curious, f"quite-{number}.test", "receiving")[1],
        PAIRS,
    )
