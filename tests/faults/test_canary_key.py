"""A key that CloudMailin repeats in its errors is on no page of customer or staff, in no row and no log line."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cloudmailin.models import ApiCall, Domain
from cloudmailin.queue.step import step
from cloudmailin.states import Use
from tenants.models import User
from tenants.scoping import across_tenants
from tests.build import PASSWORD, a_brand, a_domain, a_member, a_tenant
from tests.cloudmailin.client.hostile_answers import HOSTILE, KEY
from tests.cloudmailin.client.raw_server import RawServer

pytestmark = pytest.mark.django_db
TABLES = ("operation", "apicall", "domainevent", "sendingdomain", "account")


@pytest.fixture(autouse=True)
def _all_tenants() -> Iterator[None]:
    with across_tenants():
        yield


def rows(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM cloudmailin_{table}")
        return str(cursor.fetchall())


def pages(domain: Domain) -> Iterator[bytes]:
    """What a customer and staff see of it."""
    customer = Client(headers={"host": domain.tenant.brand.primary_host})
    assert customer.login(username=a_member(domain.tenant).email, password=PASSWORD)
    answer = customer.get(reverse("domain", args=[domain.public_id]))
    assert answer.status_code == 200
    yield answer.content
    staff = Client(headers={"host": "console.localhost"})
    staff.force_login(User.objects.create_superuser("staff@example.com", PASSWORD))
    for model, pk in (
        ("account", domain.account_id),
        ("operation", domain.operations.get().pk),
        ("apicall", ApiCall.objects.get().pk),
        ("domain", domain.pk),
    ):
        for name, args in (("changelist", []), ("change", [pk])):
            url = reverse(f"admin:cloudmailin_{model}_{name}", urlconf="portal.console.urls", args=args)
            answer = staff.get(url)
            assert answer.status_code == 200
            yield answer.content


@pytest.mark.parametrize("path", HOSTILE)
def test_no_page_row_or_log_line_shows_the_key(path: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with RawServer(lambda _head: [HOSTILE[path]]) as server:
        domain = a_domain(a_tenant(a_brand(base_url=server.url, key=KEY)), uses=frozenset({Use.SENDING}))
        assert step(domain.account_id)
    tables = list(map(rows, TABLES))
    seen = [*tables, *(page.decode() for page in pages(domain)), caplog.text]
    assert "[]" not in tables
    assert not [each for each in seen if KEY in each]
