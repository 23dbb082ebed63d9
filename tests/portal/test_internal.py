"""The internal port: what each question means, and that no brand's port answers any of them."""

from __future__ import annotations

import random
import string
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from cloudmailin.models import ApiCall
from cloudmailin.queue import clock
from cloudmailin.queue.step import step
from portal import internal
from tenants.models import Brand, BrandHost, Tenant
from tenants.scoping import across_tenants
from tests.build import a_brand, a_domain
from tests.world import UNHINDERED

pytestmark = pytest.mark.django_db
PORT = 8001
BRANDS = 10_000


@pytest.fixture
def ask(settings: Settings) -> Callable[..., tuple[int, str]]:
    settings.INTERNAL_PORT = PORT
    client = Client(headers={"host": "10.0.0.7:8001"})

    def asked(path: str, **query: str) -> tuple[int, str]:
        answer = client.get(path, query, SERVER_PORT=str(PORT))
        return answer.status_code, answer.content.decode()

    return asked


@pytest.mark.parametrize("path", ["/readyz", "/metrics", "/tls/ask?domain=example.com"])
def test_a_brands_port_answers_none_of_it(settings: Settings, path: str) -> None:
    settings.INTERNAL_PORT = PORT
    host = a_brand().primary_host
    assert Client(headers={"host": f"{host}:{PORT}"}).get(path).status_code == 404
    assert Client(headers={"host": f"10.0.0.7:{PORT}"}).get(path).status_code == 421


def test_nothing_else_is_there(ask: Callable[..., tuple[int, str]]) -> None:
    assert ask("/healthz") == (200, "ok\n")
    assert ask("/login/")[0] == 404


def test_it_is_ready_once_the_database_has_every_migration(
    ask: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(internal, "_migrated", set())
    row = MigrationRecorder.Migration.objects.filter(app="cloudmailin").latest("pk")
    row.delete()
    status, told = ask("/readyz")
    assert (status, "1 migrations to apply" in told) == (503, True)
    MigrationRecorder.Migration.objects.create(app=row.app, name=row.name)
    assert ask("/readyz") == (200, '{"postgresql": "ok", "redis": "ok"}')


def test_it_is_ready_without_redis(ask: Callable[..., tuple[int, str]], settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    status, told = ask("/readyz")
    assert (status, "away" in told) == (200, True)


def test_the_metrics_tell_of_queue_budget_and_calls(
    ask: Callable[..., tuple[int, str]], tenant: Tenant
) -> None:
    a_domain(tenant)
    waiting = ask("/metrics")[1]
    assert 'portal_queue_operations{class="lifecycle"} 1.0' in waiting
    step(tenant.brand.account.pk)
    with across_tenants():
        assert ApiCall.objects.count() == 1
    told = ask("/metrics")[1]
    assert 'portal_queue_operations{class="lifecycle"} 0.0' in told
    assert f'portal_budget_used_calls{{brand="{tenant.brand.slug}"}} 1.0' in told
    assert f'portal_budget_limit_calls{{brand="{tenant.brand.slug}"}} {UNHINDERED:.1f}' in told


def test_a_refused_key_and_late_work_can_be_seen(ask: Callable[..., tuple[int, str]], tenant: Tenant) -> None:
    account = tenant.brand.account
    type(account).objects.filter(pk=account.pk).update(circuit_opened_at=clock.now())
    domain = a_domain(tenant)
    with across_tenants():
        type(domain).objects.filter(pk=domain.pk).update(next_check_at=clock.now())
    told = ask("/metrics")[1]
    assert f'portal_circuit_open{{brand="{tenant.brand.slug}"}} 1.0' in told
    assert "portal_dns_checks_due 1.0" in told


@pytest.mark.django_db(transaction=True)
def test_without_a_database_the_rest_is_told(
    ask: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask("/healthz")
    monkeypatch.setitem(connection.settings_dict, "PORT", "9")
    connection.close()
    status, told = ask("/metrics")
    assert (status, "portal_database_up 0.0" in told) == (200, True)
    assert "portal_dns_checks_total" in told


def test_only_proven_hosts_and_the_console_may_have_a_certificate(
    ask: Callable[..., tuple[int, str]], settings: Settings
) -> None:
    brand = a_brand()
    BrandHost.objects.create(brand=brand, name="pending.example.com", proven_at=None)
    assert ask("/tls/ask", domain=brand.primary_host)[0] == 200
    assert ask("/tls/ask", domain=brand.primary_host.upper())[0] == 200
    assert ask("/tls/ask", domain=settings.CONSOLE_HOSTS[0])[0] == 200
    assert ask("/tls/ask", domain="pending.example.com")[0] == 404
    assert ask("/tls/ask")[0] == 404


def probes(seed: int, number: int) -> list[str]:
    """What scanners send as the server's name, and near misses."""
    dice = random.Random(seed)
    odd = [
        "",
        "*",
        "127.0.0.1",
        "[::1]",
        "..",
        "a" * 300,
        "xn--",
        "brand-7.localhost.evil.test",
        "\x00",
        "é.test",
    ]
    letters = string.ascii_lowercase + string.digits + "-_.*%/ '\""
    return odd + ["".join(dice.choices(letters, k=dice.randint(1, 60))) for _ in range(number)]


def test_ten_thousand_brands_make_the_question_no_harder(ask: Callable[..., tuple[int, str]]) -> None:
    host = a_brand().primary_host
    brands = [
        Brand(name=f"B {n}", slug=f"b-{n}", support_email="help@example.com", proof_label="_b")
        for n in range(BRANDS)
    ]
    made = Brand.objects.bulk_create(brands)
    BrandHost.objects.bulk_create(
        BrandHost(brand=brand, name=f"b-{n}.example.com", is_primary=True, proven_at=clock.now())
        for n, brand in enumerate(made)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tenants_brandhost, tenants_brand")
    assert [ask("/tls/ask", domain=name)[0] for name in probes(1, 500)] == [404] * 510
    assert {ask("/tls/ask", domain=f"b-{n}.example.com")[0] for n in range(0, BRANDS, 500)} == {200}
    with CaptureQueriesContext(connection) as queries:
        assert ask("/tls/ask", domain=host)[0] == 200
    assert len(queries) == 1
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {queries[0]['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan" not in plan, plan
