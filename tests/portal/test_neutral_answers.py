"""Whoever asks at the entrance learns nothing about who is known there: not from words, and not from time."""

from __future__ import annotations

import re
from time import perf_counter

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from portal.accounts import postbox
from tenants.models import Tenant
from tests.build import PASSWORD, a_member, a_tenant
from tests.portal.pairs import take_as_long

PAIRS = 300
ALLOWANCE = 0.1
"""A known person's row becomes an object, which a quiet machine can time; a network's noise hides a tenth of an answer."""
ENTRANCES = {"/login/": "login", "/login/code/": "email", "/password/": "email"}


@pytest.fixture(autouse=True)
def _no_limits(settings: Settings) -> None:
    limits = settings.ACCOUNT_RATE_LIMITS
    settings.ACCOUNT_RATE_LIMITS = {
        what: re.sub(r"\b\d+/(?=\d*[ms])", "1000000/", each) for what, each in limits.items()
    }


def asked(home: Tenant, path: str, email: str) -> tuple[float, tuple[int, str, str]]:
    """Seconds, and the answer in full without what is new in each; mails have left before the next question."""
    client = Client(headers={"host": home.brand.primary_host})
    given = {ENTRANCES[path]: email, "password": f"not-{PASSWORD}"}
    begun = perf_counter()
    answer = client.post(path, given)
    took = perf_counter() - begun
    postbox.sender.submit(lambda: None).result()
    body = re.sub(r'value="\w{64}"', "", answer.content.decode().replace(email, "ADDRESS"))
    return took, (answer.status_code, answer.get("Location", ""), body)


@pytest.mark.parametrize("path", ENTRANCES)
def test_the_answer_is_the_same(home: Tenant, path: str) -> None:
    of_another = a_member(a_tenant()).email
    answers = [
        asked(home, path, each)[1] for each in (a_member(home).email, of_another, "nobody@example.com")
    ]
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("path", ENTRANCES)
@pytest.mark.parametrize("whose", ["here", "under another brand"])
def test_the_time_is_the_same(home: Tenant, path: str, whose: str) -> None:
    known = a_member(home if whose == "here" else a_tenant()).email
    assert take_as_long(
        lambda _: asked(home, path, known)[0],
        lambda number: asked(home, path, f"nobody-{number}@example.com")[0],
        PAIRS,
        allowance=ALLOWANCE,
    )
