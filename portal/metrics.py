"""Prometheus: what this floor counts, and what PostgreSQL says of the queue at the moment of asking."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import Error, connection, transaction
from django.db.models import (
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from cloudmailin.models import Account, ApiCall, Domain, Operation, Worker
from cloudmailin.queue import clock
from cloudmailin.queue.order import Rank
from portal.models import Notice
from tenants.scoping import across_tenants

REQUEST_SECONDS = Histogram(
    "portal_http_request_seconds", "Requests answered, by route.", ["method", "route", "status"]
)
MAILS = Counter("portal_mails", "Mails that were tried.", ["outcome"])

_LONGEST_QUERY = "5s"
ALIVE = timedelta(seconds=30)


def exposed() -> bytes:
    """The text that Prometheus reads: of all processes of this server where it has several, and of the database."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        counted = generate_latest(registry)
    else:
        counted = generate_latest(REGISTRY)
    rows = CollectorRegistry()
    rows.register(_Rows())
    return counted + generate_latest(rows)


class _Rows(Collector):
    """Each a query that an index answers; every web process says the same, so look at the highest."""

    def collect(self) -> Iterable[Metric]:
        """Without a database only that: what the processes counted is told all the same."""
        try:
            found = _read()
        except Error:
            found = []
        up = GaugeMetricFamily(
            "portal_database_up", "1: PostgreSQL was asked and answered.", value=bool(found)
        )
        return [up, *found]

    def describe(self) -> Iterable[Metric]:
        """Known without asking the database."""
        return []


def _read() -> list[Metric]:
    with across_tenants(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [_LONGEST_QUERY])
        now = clock.now()
        return [*_queue(now), *_accounts(now), *_waiting(now), *_workers(now)]


def _queue(now: datetime) -> Iterator[Metric]:
    waiting = Operation.objects.filter(status=Operation.Status.WAITING).values_list("rank")
    by_rank = {rank: (n, due) for rank, n, due in waiting.annotate(Count("pk"), Min("due_at"))}
    count = GaugeMetricFamily("portal_queue_operations", "Operations that wait, by class.", labels=["class"])
    oldest = GaugeMetricFamily("portal_queue_oldest_seconds", "How long the oldest is due.", labels=["class"])
    for rank in Rank:
        number, since = by_rank.get(rank.value, (0, now))
        count.add_metric([rank.name.lower()], number)
        oldest.add_metric([rank.name.lower()], _late(since, now))
    yield count
    yield oldest


def _accounts(now: datetime) -> Iterator[Metric]:
    """Only those that are called just now, or can't be: a deployment may have thousands that rest."""
    used = GaugeMetricFamily("portal_budget_used_calls", "Calls in the running period.", labels=["brand"])
    limit = GaugeMetricFamily("portal_budget_limit_calls", "Calls that a period allows.", labels=["brand"])
    closed = GaugeMetricFamily(
        "portal_circuit_open", "1: the key was refused, staff must act.", labels=["brand"]
    )
    lately = in_use(now).values_list("brand__slug", "lately", "calls_per_period", "circuit_opened_at")
    for brand, calls, of, opened_at in lately:
        used.add_metric([brand], calls)
        limit.add_metric([brand], of)
        closed.add_metric([brand], opened_at is not None)
    yield from (used, limit, closed)


def in_use(now: datetime) -> QuerySet[Any]:
    """Those that are called just now, with how often in the running period (`lately`), and those that can't be."""
    period = ExpressionWrapper(OuterRef("period_seconds") * Value(timedelta(seconds=1)), DurationField())
    since = ExpressionWrapper(Value(now) - period, DateTimeField())
    recent = ApiCall.objects.filter(account=OuterRef("pk"), completed_at__gt=since).order_by()
    calls = recent.values("account").annotate(count=Count("pk")).values("count")
    accounts = Account.objects.annotate(lately=Coalesce(Subquery(calls, output_field=IntegerField()), 0))
    return accounts.filter(Q(lately__gt=0) | Q(circuit_opened_at__isnull=False))


def _waiting(now: datetime) -> Iterator[Metric]:
    due = Domain.objects.filter(next_check_at__lte=now).aggregate(
        count=Count("pk"), oldest=Min("next_check_at")
    )
    mails = Notice.objects.filter(due_at__lte=now).aggregate(count=Count("pk"), oldest=Min("due_at"))
    for name, what, found in (("dns_checks", "Looks at DNS", due), ("mails", "Mails", mails)):
        yield GaugeMetricFamily(f"portal_{name}_due", f"{what} that are due.", value=found["count"])
        late = _late(found["oldest"] or now, now)
        yield GaugeMetricFamily(
            f"portal_{name}_oldest_seconds", f"{what}: how long the oldest is due.", value=late
        )


def _workers(now: datetime) -> Iterator[Metric]:
    alive = Worker.objects.filter(alive_at__gt=now - ALIVE)
    yield GaugeMetricFamily("portal_workers_alive", "Workers that said so lately.", value=alive.count())
    deaf = alive.filter(heard_at__lt=now - ALIVE).count()
    yield GaugeMetricFamily(
        "portal_workers_deaf", "Of these, such as no task has reached lately.", value=deaf
    )


def _late(since: datetime, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds())
