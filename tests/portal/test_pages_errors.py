"""When something goes wrong: a page in the brand's look that says what to do next and nothing of what is inside."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.test import Client

from portal.pages.domains import views
from tenants.models import Tenant
from tenants.roles import Role
from tests.build import PASSWORD, a_member
from tests.portal.conftest import Page


def test_a_page_that_is_not_there(owner: Client, home: Tenant) -> None:
    answer = owner.get("/nothing-here/")
    assert answer.status_code == 404
    prose = Page(answer.content).prose
    assert "There is no such page" in prose
    assert home.brand.name in prose


def test_what_a_role_does_not_allow_says_whom_to_ask(sign_in: Callable[[Role], Client]) -> None:
    answer = sign_in(Role.VIEWER).get("/domains/add/")
    assert answer.status_code == 403
    assert "Ask an owner or administrator" in Page(answer.content).prose


def test_a_form_without_its_token_was_open_for_too_long(home: Tenant) -> None:
    client = Client(headers={"host": home.brand.primary_host}, enforce_csrf_checks=True)
    answer = client.post("/login/", {"login": a_member(home).email, "password": PASSWORD})
    assert answer.status_code == 403
    assert "This form was open for too long" in Page(answer.content).prose


def test_a_failure_of_ours_is_said_without_asking_database_or_session_again(
    owner: Client, home: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OperationalError("connection to server at 10.0.0.1 failed")

    monkeypatch.setattr(views, "listing", broken)
    monkeypatch.setattr("django.contrib.messages.storage.session.SessionStorage._get", broken)
    owner.raise_request_exception = False
    answer = owner.get("/")
    assert answer.status_code == 500
    page = Page(answer.content)
    assert "Something went wrong on our side" in page.prose
    assert home.brand.name in page.prose
    assert "10.0.0.1" not in page.prose
    assert all(tag != "form" for tag, _ in page.elements)
