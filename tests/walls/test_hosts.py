"""Only known hosts answer, whatever the Host header is made to look like; and links carry the brand's own host."""

from __future__ import annotations

import re
from random import Random

import pytest
from django.test import Client

from tests.build import a_brand, a_domain, a_member, a_tenant
from tests.walls import hosts

pytestmark = pytest.mark.django_db

PAGES = ("/", "/login/", "/brand.css", "/password/", "/nothing-here/", "/shared/no-such-secret/")
VARIANTS = 300


def test_only_known_hosts_answer_and_others_are_told_of_no_brand() -> None:
    brand, random = a_brand(), Random(27)
    client = Client(
        headers={"x-forwarded-host": brand.primary_host, "forwarded": f"host={brand.primary_host}"}
    )
    for number in range(VARIANTS):
        is_known = number % 3 == 0
        host = (hosts.known if is_known else hosts.unknown)(brand.primary_host, random)
        for page in PAGES:
            answer = client.get(page, headers={"host": host})
            assert (answer.status_code != 421) is is_known, (host, page)
            if not is_known:
                assert brand.name.encode() not in answer.content, (host, page)


@pytest.mark.parametrize(
    "forged", ["x-forwarded-host", "x-host", "x-original-host", "forwarded", "x-http-host-override"]
)
def test_no_other_header_says_where_one_is(forged: str) -> None:
    tenant = a_tenant()
    domain, other = a_domain(tenant), a_brand()
    client = Client(headers={"host": tenant.brand.primary_host, forged: other.primary_host})
    client.force_login(a_member(tenant, password=None))
    for page in (*PAGES, f"/domains/{domain.public_id}/", f"/domains/{domain.public_id}/links/"):
        answer = client.get(page)
        assert other.primary_host.encode() not in answer.content
        assert other.name.encode() not in answer.content


def test_links_stay_on_the_brands_host_however_it_is_spelt() -> None:
    tenant = a_tenant()
    domain, host = a_domain(tenant), tenant.brand.primary_host
    client = Client(headers={"host": f"{host.upper()}.:4444"})
    client.force_login(a_member(tenant, password=None))
    links = f"/domains/{domain.public_id}/links/"
    client.post(links)
    for page in (*PAGES, f"/domains/{domain.public_id}/", links):
        body = client.get(page).content.decode()
        for link in re.findall(r'(?:href|action|src|value)="(https?://[^"]*)"', body):
            if "/shared/" in link or host in link.lower():
                assert re.match(rf"https?://{re.escape(host)}(:\d+)?/", link), link
