"""The dashboard's figures: a fixed number of queries, each over an index or over no more rows than it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.db.models.functions import TruncHour
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from cloudmailin.models import (
    Account,
    ApiCall,
    ContestedClaim,
    Domain,
    Drift,
    Operation,
    ReceivingDomain,
    SendingDomain,
    Worker,
)
from cloudmailin.models.domain import Need
from cloudmailin.ownership.rules import Claim
from cloudmailin.queue import clock
from cloudmailin.queue.order import Rank
from cloudmailin.states import State, Use
from portal import words
from portal.console.bounded import few, shown
from portal.console.dashboard.causes import Cause, causes
from portal.console.dashboard.chart import HOURS, Chart, chart
from portal.console.of_brand import brand_of_staff, within_brand
from portal.metrics import ALIVE, in_use
from portal.words import Text
from tenants.models import Tenant

_DAY = timedelta(days=1)
_BUDGETS = 6
_NEEDS = {
    Need.ATTENTION: ("Need attention", "bad"),
    Need.UNDER_WAY: ("Under way", "busy"),
    Need.NOTHING: ("Working", "good"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """`tone` is "" where nothing is the matter; `link` is "" where the person may not see the list."""

    title: str
    count: int
    link: str
    tone: str = ""
    note: str = ""

    @property
    def shown(self) -> str:
        return shown(self.count)


@dataclass(frozen=True, slots=True)
class InLine:
    """A class of the queue. `oldest` is when its oldest was due."""

    title: str
    count: int
    oldest: datetime | None
    link: str

    @property
    def shown(self) -> str:
        return f"{self.count:,}"


@dataclass(frozen=True, slots=True)
class Budget:
    brand: str
    used: int
    limit: int
    is_shut: bool
    link: str

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.used / self.limit))


@dataclass(frozen=True, slots=True)
class Standing:
    """So many receive, or send, in a state."""

    title: Text
    count: int
    link: str

    @property
    def shown(self) -> str:
        return f"{self.count:,}"


@dataclass(frozen=True, slots=True)
class Dashboard:
    needs: Sequence[Figure]
    causes: Sequence[tuple[Cause, str]]
    standings: Sequence[tuple[Text, Sequence[Standing]]]
    chart: Chart
    budgets: Sequence[Budget]
    queue: Sequence[InLine]
    alerts: Sequence[Figure]
    calls: str


def dashboard(request: HttpRequest) -> Dashboard:
    now = clock.now()
    return Dashboard(
        needs=list(_needs(request)),
        causes=[(cause, _domains(cause=cause.key)) for cause in causes(request)],
        standings=list(_standings(request)),
        chart=_chart(request, now),
        budgets=list(_budgets(request, now)),
        queue=list(_queue(request)),
        alerts=list(_alerts(request, now)),
        calls=_list(ApiCall),
    )


def _list(model: Any, **query: str | int) -> str:
    options = model._meta
    address = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
    return f"{address}?{urlencode(query)}" if query else address


def _domains(**query: str | int) -> str:
    return _list(Domain, **query)


def _needs(request: HttpRequest) -> Iterator[Figure]:
    live = within_brand(Domain.objects.filter(removed_at=None), "tenant__brand", request)
    counts = dict(live.order_by().values_list("need").annotate(Count("pk")))
    for need, (title, tone) in _NEEDS.items():
        link = _domains(need__exact=need.value, removed_at__isempty=1)
        yield Figure(title, counts.get(need, 0), link, tone)


def _standings(request: HttpRequest) -> Iterator[tuple[Text, list[Standing]]]:
    for use, part in ((Use.RECEIVING, ReceivingDomain), (Use.SENDING, SendingDomain)):
        rows: QuerySet[Any] = part.objects.exclude(state=State.GONE)
        rows = within_brand(rows, "tenant__brand", request)
        counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
        yield (
            words.USES[use],
            [
                Standing(
                    words.STATES[use, state].title,
                    counts[state],
                    _domains(**{f"{use}__state__exact": state.value}),
                )
                for state in State
                if state in counts
            ],
        )


def _chart(request: HttpRequest, now: datetime) -> Chart:
    since = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=HOURS - 1)
    calls = within_brand(ApiCall.objects.filter(started_at__gte=since), "account__brand", request)
    hourly = calls.order_by().values_list(TruncHour("started_at"), "outcome").annotate(Count("pk"))
    counts: Counter[tuple[datetime, bool]] = Counter()
    for at, outcome, count in hourly:
        counts[at, outcome == ApiCall.Outcome.DONE] += count
    accounts = within_brand(Account.objects.all(), "brand", request)
    allowed = accounts.aggregate(hourly=Sum(3600.0 * F("calls_per_period") / F("period_seconds")))["hourly"]
    return chart(counts, int(allowed or 0), now)


def _budgets(request: HttpRequest, now: datetime) -> Iterator[Budget]:
    """Those that use the most of theirs, and those that are shut."""
    busiest = within_brand(in_use(now), "brand", request).order_by("-circuit_opened_at", "-lately")
    for pk, brand, used, limit, shut in busiest.values_list(
        "pk", "brand__name", "lately", "calls_per_period", "circuit_opened_at"
    )[:_BUDGETS]:
        link = reverse("admin:cloudmailin_account_change", args=[pk])
        yield Budget(brand, used, limit, shut is not None, link)


def _queue(request: HttpRequest) -> Iterator[InLine]:
    waiting = Operation.objects.filter(status=Operation.Status.WAITING)
    rows = within_brand(waiting, "account__brand", request).order_by().values_list("rank")
    found = {rank: (count, oldest) for rank, count, oldest in rows.annotate(Count("pk"), Min("due_at"))}
    for rank in Rank:
        count, oldest = found.get(rank.value, (0, None))
        link = _list(Operation, status__exact="waiting", rank__exact=rank.value)
        yield InLine(rank.name.capitalize(), count, oldest, link)


def _alerts(request: HttpRequest, now: datetime) -> Iterator[Figure]:
    def mine(rows: QuerySet[Any], path: str) -> int:
        return few(within_brand(rows, path, request))

    failed = Operation.objects.filter(status=Operation.Status.FAILED, ended_at__gte=now - _DAY)
    count = mine(failed, "account__brand")
    link = _list(Operation, status__exact="failed", ended_at__gte=f"{now - _DAY:%Y-%m-%d %H:%M:%S+00:00}")
    yield Figure("Operations failed", count, link, "bad" if count else "", "in the last day")
    count = mine(Drift.objects.filter(status=Drift.Status.OPEN), "account__brand")
    yield Figure("Drift", count, _list(Drift, status__exact="open"), "busy" if count else "", "to be decided")
    contested = ContestedClaim.objects.filter(claim=Claim.CONTESTED, removed_at=None)
    count = mine(contested, "tenant__brand")
    yield Figure(
        "Contested claims", count, _list(ContestedClaim), "busy" if count else "", "two sides, one name"
    )
    count = mine(Tenant.objects.filter(awaits_approval=True), "brand")
    yield Figure(
        "Sign-ups",
        count,
        _list(Tenant, awaits_approval__exact=1),
        "busy" if count else "",
        "wait to be let in",
    )
    yield _workers(request, now)


def _workers(request: HttpRequest, now: datetime) -> Figure:
    alive = Q(alive_at__gt=now - ALIVE)
    found = Worker.objects.aggregate(
        alive=Count("pk", filter=alive), deaf=Count("pk", filter=alive & Q(heard_at__lt=now - ALIVE))
    )
    note = f"{found['deaf']} hear no task" if found["deaf"] else "alive"
    link = _list(Worker) if brand_of_staff(request) is None else ""
    return Figure("Workers", found["alive"], link, "bad" if found["deaf"] or not found["alive"] else "", note)
