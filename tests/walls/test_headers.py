"""What browsers and caches may do with each page."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from tests.build import PASSWORD, a_brand, a_domain, a_member, a_tenant

pytestmark = pytest.mark.django_db

KINDS = [
    "/login/",
    "/brand.css",
    "/",
    "/domains/add/",
    "/nothing-here/",
    "/shared/no-such-secret/",
    "/favicon.ico",
]


def a_browser() -> Client:
    tenant = a_tenant()
    a_domain(tenant)
    client = Client(headers={"host": tenant.brand.primary_host})
    client.force_login(a_member(tenant, password=None))
    return client


@pytest.mark.parametrize("path", KINDS)
def test_every_kind_of_page_has_the_headers(path: str) -> None:
    answer = a_browser().get(path)
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "sandbox" in policy or ("base-uri 'none'" in policy and "form-action 'self'" in policy)
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize("path", [path for path in KINDS if path not in {"/brand.css", "/favicon.ico"}])
@pytest.mark.parametrize("is_known", [True, False])
def test_no_cache_keeps_a_page(path: str, is_known: bool) -> None:
    client = a_browser()
    if not is_known:
        client.logout()
    answer = client.get(path)
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_what_caches_keep_differs_by_host() -> None:
    one, other = (Client(headers={"host": a_brand().primary_host}).get("/brand.css") for _ in "ab")
    assert "public" in one["Cache-Control"]
    assert "Host" in one["Vary"]
    assert "Host" in other["Vary"]


def test_cookies_go_to_no_other_host() -> None:
    tenant = a_tenant()
    client, person = Client(headers={"host": tenant.brand.primary_host}), a_member(tenant)
    entrance = client.get("/login/")
    entered = client.post("/login/", {"login": person.email, "password": PASSWORD})
    cookies = [*entrance.cookies.values(), *entered.cookies.values()]
    assert {cookie.key for cookie in cookies} >= {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    for cookie in cookies:
        assert not cookie["domain"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
