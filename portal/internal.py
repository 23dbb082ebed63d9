"""What machines ask on the internal port: is it alive, is it ready, how is it, may this host name have a certificate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST

from portal import metrics
from tenants.brands import served_at
from tenants.hosts import canonical

_REDIS_SECONDS = 1.0
_migrated: set[str] = set()
"""Databases found up to date: that they stay while this process lives."""


def answer(request: HttpRequest) -> HttpResponse:
    found = _PATHS.get(request.path)
    return found(request) if found else _said(404, "There is nothing here.")


def healthy(request: HttpRequest) -> HttpResponse:
    """The process answers; whether it can do anything is `ready`. Who is not healthy is to be started anew."""
    return _said(200, "ok")


def ready(request: HttpRequest) -> HttpResponse:
    """Requests may be sent here: PostgreSQL answers and has every migration that this code knows.

    Redis is told of and does not count: without it everything goes on, only slower.
    """
    told = {"postgresql": _tried(_has_all_migrations), "redis": _tried(_redis_answers)}
    return JsonResponse(told, status=200 if told["postgresql"] == "ok" else 503)


def measured(request: HttpRequest) -> HttpResponse:
    return HttpResponse(metrics.exposed(), content_type=CONTENT_TYPE_LATEST)


def may_have_a_certificate(request: HttpRequest) -> HttpResponse:
    """Asked by the proxy before it orders one: only host names that a brand has proven, and the console's, may."""
    host = canonical(request.GET.get("domain", ""))
    is_ours = host is not None and (host in settings.CONSOLE_HOSTS or served_at(host) is not None)
    return _said(200, "yes") if is_ours else _said(404, "no")


_PATHS: Mapping[str, Callable[[HttpRequest], HttpResponse]] = {
    "/healthz": healthy,
    "/readyz": ready,
    "/metrics": measured,
    "/tls/ask": may_have_a_certificate,
}


def _said(status: int, word: str) -> HttpResponse:
    return HttpResponse(f"{word}\n", status=status, content_type="text/plain")


def _tried(question: Callable[[], str]) -> str:
    try:
        return question()
    except (Error, redis.RedisError) as error:
        return f"away ({type(error).__name__})"


def _has_all_migrations() -> str:
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if connection.alias not in _migrated:
        if left := migrations_left():
            return f"{left} migrations to apply: run manage.py upgrade"
        _migrated.add(connection.alias)
    return "ok"


def migrations_left() -> int:
    """Those that this code knows and the database has not seen."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _redis_answers() -> str:
    ask_redis()
    return "ok"


def ask_redis() -> dict[str, Any]:
    """What it says of its memory; raises RedisError."""
    seconds = {"socket_connect_timeout": _REDIS_SECONDS, "socket_timeout": _REDIS_SECONDS}
    with redis.Redis.from_url(settings.REDIS_URL, decode_responses=True, **seconds) as asked:
        said: dict[str, Any] = asked.info("memory")
    return said
