"""Every line of the log is one JSON object that a terminal survives, tells where it comes from, and keeps secrets."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from structlog.contextvars import bound_contextvars, get_contextvars

from cloudmailin.models import Operation
from cloudmailin.queue.step import step
from portal import logs
from tenants import origin
from tenants.models import Tenant
from tenants.origin import Origin
from tenants.roles import Role
from tenants.scoping import across_tenants
from tests.build import PASSWORD, a_brand, a_domain, a_member, a_tenant

HOSTILE = [
    "a line\r\n2026-01-01 INFO forged: a second",
    "\x1b[2J\x1b]0;title\x07 clears the screen",
    "\x00\x08\x7f\x85\x9b31m C0, DEL and C1",
    "\u2028\u2029 separators, \u202e turned round",
    '"}, {"level": "info", "event": "forged',
    "\ud800 half a character",
]
SECRET = "kJ8-secret-of-mine"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What a process of production writes."""
    written = io.StringIO()
    made: dict[str, Any] = logs.config("INFO")
    made["handlers"]["stderr"]["stream"] = written
    before = logging.root.handlers[:]
    logging.config.dictConfig(made)
    yield written
    logging.root.handlers[:] = before


def _alone(written: io.StringIO) -> None:
    """Without pytest's own handlers: pytest-xdist can't hand half a character from one process to another."""
    logging.root.handlers[:] = [
        each for each in logging.root.handlers if getattr(each, "stream", None) is written
    ]


def told(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().split("\n") if line]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_line_stays_one_and_has_nothing_that_a_terminal_obeys(lines: io.StringIO, text: str) -> None:
    _alone(lines)
    log = logging.getLogger("portal.any")
    log.info("typed: %s", text)
    log.info("typed", extra={"name_typed": text, "more": [text, {"deep": text}]})
    try:
        raise ValueError(text)
    except ValueError:
        log.exception("failed")
    assert len(told(lines)) == 3
    assert lines.getvalue().replace("\n", "").isprintable()
    assert lines.getvalue().isascii()


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {SECRET}",
        f"postgresql://portal:{SECRET}@db/portal",
        f'{{"api_key": "{SECRET}"}}',
        f"password={SECRET}&next=/",
        f"{SECRET}@example.com has no such box",
        f"duplicate key\nDETAIL:  Key (email)=({SECRET}) already exists.",
    ],
)
def test_secrets_and_addresses_are_hidden_wherever_they_stand(lines: io.StringIO, text: str) -> None:
    log = logging.getLogger("portal.any")
    log.warning("it said %s", text, extra={"said": text})
    try:
        raise ValueError(text)
    except ValueError:
        log.exception("failed")
    assert len(told(lines)) == 2
    assert SECRET not in lines.getvalue()


def test_a_line_says_where_it_comes_from(lines: io.StringIO) -> None:
    with origin.opened(Origin(request_id="abc12345")), bound_contextvars(brand="northwind", tenant=7):
        logging.getLogger("portal.any").warning("so it is")
    line = told(lines)[0]
    assert line.pop("at").endswith("Z")
    assert line == {
        "event": "so it is",
        "level": "warning",
        "logger": "portal.any",
        "request_id": "abc12345",
        "brand": "northwind",
        "tenant": 7,
    }


@pytest.mark.django_db
def test_a_request_is_one_line_with_its_route_and_never_its_path(lines: io.StringIO) -> None:
    tenant = a_tenant()
    domain, member = a_domain(tenant), a_member(tenant, Role.OWNER)
    client = Client(headers={"host": tenant.brand.primary_host})
    client.force_login(member)
    answer = client.get(f"/domains/{domain.public_id}/?typed={SECRET}")
    line = next(each for each in told(lines) if each["logger"] == "portal.request")
    assert (line["method"], line["status"], line["brand"], line["tenant"]) == (
        "GET",
        200,
        tenant.brand.slug,
        tenant.pk,
    )
    assert line["route"] == "/domains/<uuid:public_id>/"
    assert line["request_id"] == answer.headers["X-Request-ID"]
    for hidden in (str(domain.public_id), SECRET, member.email, PASSWORD, "127.0.0.1"):
        assert hidden not in lines.getvalue()


@pytest.mark.django_db
def test_what_a_machine_asks_is_not_laid_to_the_brand_that_asked_before(settings: Settings) -> None:
    settings.INTERNAL_PORT = 8001
    Client(headers={"host": a_brand().primary_host}).get("/login/")
    assert "brand" in get_contextvars()
    Client(headers={"host": "10.0.0.7:8001"}).get("/healthz", SERVER_PORT="8001")
    assert "brand" not in get_contextvars()


@pytest.mark.django_db(transaction=True)
def test_the_id_of_a_request_leads_to_the_calls_it_asked_for(tenant: Tenant, lines: io.StringIO) -> None:
    with origin.opened(Origin(request_id="asked-by-ada")):
        domain = a_domain(tenant)
    with origin.opened(Origin(request_id="a-sweep-of-beat")):
        step(domain.account_id)
    with across_tenants():
        assert Operation.objects.get().request_id == "asked-by-ada"
    call = next(each for each in told(lines) if each["logger"] == "cloudmailin.client")
    assert call["request_id"] == "asked-by-ada"
    assert (call["brand"], call["tenant"]) == (tenant.brand.slug, tenant.pk)
