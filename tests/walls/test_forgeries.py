"""Forms sent from elsewhere, and addresses that lead elsewhere: refused on every page that takes them."""

from __future__ import annotations

from itertools import islice, product

import pytest
from django.test import Client
from django.urls import reverse

from tenants.models import Tenant
from tests.build import PASSWORD, a_brand, a_domain, a_member, a_tenant
from tests.walls.routes import Route, routes
from tests.walls.world import Actor, _target, addresses

pytestmark = pytest.mark.django_db

_ELSEWHERE = ["evil.example", "brand-0.localhost", "127.0.0.1", "0x7f000001", "[::1]", "evil%E3%80%82example"]
_LEADS = [
    "//{0}", "///{0}", "////{0}", "/\\{0}", "\\\\{0}", "\\/{0}", "http://{0}", "https://{0}", "HtTpS://{0}", "https:{0}",
    "https:/{0}", "https:\\\\{0}", "javascript:alert(1)//{0}", "data:text/html,{0}", "ftp://{0}", "http:///{0}",
    "\thttps://{0}", "\x00//{0}", "//user@{0}", "https://{host}@{0}", "https://{host}.{0}",
]  # fmt: skip
PAYLOADS = list(islice(product(_LEADS, _ELSEWHERE), 100))


def a_browser(tenant: Tenant, **options: bool) -> Client:
    client = Client(headers={"host": tenant.brand.primary_host}, **options)  # type: ignore[arg-type]
    client.force_login(a_member(tenant, password=None))
    return client


def _open(route: Route) -> bool:
    return not route.is_console and route.rule.name != "by token"


def test_a_form_that_a_sibling_brand_sends_is_refused_everywhere() -> None:
    """Brands may be neighbours under one parent domain: what browsers call the same site is not the same brand."""
    tenant, sibling = a_tenant(), a_brand()
    client, target = a_browser(tenant, enforce_csrf_checks=True), _target(tenant, "own")
    client.get("/login/")
    token = client.cookies["csrf"].value if "csrf" in client.cookies else "x" * 32
    actor, asked = Actor("owner", tenant.brand.primary_host), 0
    for route in filter(_open, routes()):
        for path in addresses(route, target, actor):
            origin = {"origin": f"http://{sibling.primary_host}"}
            answer = client.post(path, {"csrfmiddlewaretoken": token}, headers=origin)
            assert answer.status_code == 403, path
            asked += 1
    assert asked > 50


def test_signing_in_leads_to_no_other_host() -> None:
    tenant = a_tenant()
    a_domain(tenant)
    person, host = a_member(tenant), tenant.brand.primary_host
    for lead, elsewhere in PAYLOADS:
        wanted = lead.format(elsewhere, host=host)
        client = Client(headers={"host": host})
        client.force_login(person)
        for page in ("login", "logout", "appearance", "account_reauthenticate"):
            for answer in (
                client.get(reverse(page), {"next": wanted}),
                client.post(reverse(page), {"next": wanted, "login": person.email, "password": PASSWORD}),
            ):
                there = answer.headers.get("Location", "/")
                assert there.startswith("/"), (page, wanted, there)
                assert not there.startswith(("//", "/\\")), (page, wanted, there)
