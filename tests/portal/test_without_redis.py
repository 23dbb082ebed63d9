"""While Redis is away nobody signs in, since nobody could count the tries; all others notice nothing."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from tenants.models import Tenant
from tests.build import PASSWORD, a_member
from tests.portal.conftest import Page


@pytest.fixture
def away(settings: Settings) -> Iterator[None]:
    """An address at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"redis://127.0.0.1:{taken.getsockname()[1]}/0"
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": url}}
        yield


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize("host", ["the brand's", "console.localhost"])
def test_signing_in_is_refused_in_the_same_words_whoever_it_is(home: Tenant, host: str) -> None:
    client = Client(headers={"host": host if "." in host else home.brand.primary_host})
    known = {"login": a_member(home).email, "password": PASSWORD}
    answers = [client.post("/login/", form) for form in (known, {**known, "login": "nobody@example.com"})]
    for answer in answers:
        assert answer.status_code == 503
        assert answer["Retry-After"] == "60"
        assert "no-store" in answer["Cache-Control"]
        assert "Try again in a minute" in Page(answer.content).prose
    assert Page(answers[0].content).prose == Page(answers[1].content).prose
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize("path", ["/password/", "/login/code/"])
def test_nor_is_a_mail_sent_that_nobody_could_count(
    home: Tenant, path: str, mailoutbox: list[object]
) -> None:
    client = Client(headers={"host": home.brand.primary_host})
    assert client.post(path, {"email": a_member(home).email}).status_code == 503
    assert mailoutbox == []


@pytest.mark.usefixtures("away")
def test_who_is_signed_in_goes_on(home: Tenant) -> None:
    client = Client(headers={"host": home.brand.primary_host})
    client.force_login(a_member(home))
    for page in ("/", "/domains/add/", "/team/", "/profile/"):
        assert client.get(page).status_code == 200, page
    assert client.get("/login/").status_code == 302


def test_what_was_counted_before_counts_afterwards(home: Tenant, settings: Settings) -> None:
    there, client = settings.CACHES, Client(headers={"host": home.brand.primary_host})
    wrong = {"login": a_member(home).email, "password": "not-that-one"}
    for _ in range(4):
        assert client.post("/login/", wrong).status_code == 200
    settings.CACHES = {"default": {**there["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    assert client.post("/login/", wrong).status_code == 503
    settings.CACHES = there
    cache.get("anything")
    client.post("/login/", wrong)
    shown = client.post("/login/", {**wrong, "password": PASSWORD})
    assert "Too many tries" in Page(shown.content).prose
