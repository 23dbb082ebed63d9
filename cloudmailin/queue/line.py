"""The line of an account: the same query tells who is next and who is how far from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Exists,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.expressions import Combinable, ExpressionWrapper
from django.db.models.fields import DurationField
from django.db.models.functions import Cast, Coalesce, Extract, Floor, Greatest, Least, Power, RowNumber

from cloudmailin.models.account import Account
from cloudmailin.models.domain import Domain
from cloudmailin.models.operation import READS, ApiCall, Operation, Turn
from cloudmailin.queue import budget
from cloudmailin.queue.budget import Limit
from cloudmailin.queue.order import AGEING, HALF_LIFE, Rank
from tenants.scoping import across_tenants

_FAR_BEHIND = 500
"""Nobody is told a place beyond this one."""

_MOST_HALVINGS = 60.0
"""Nothing worth counting is left by then. After a thousand PostgreSQL calls it an underflow, which is an error."""


def line(account: Account, now: datetime) -> QuerySet[Operation]:
    """Waiting operations that are due, in the order in which they will be served.

    Rank first: somebody at the screen, then lifecycle, deletions and so on. Waiting raises it as far as
    lifecycle, so that a backlog never stands beside whoever looks on; reconciliation stays where it is, as it
    takes only calls that nobody else needs. Inside a rank whoever has used the least lately goes first, and each
    further operation of a tenant counts as if those before it had been served already: so one tenant with
    thousands of operations delays nobody who has a few, and equals take turns.
    """
    used = Turn.objects.filter(account=account, tenant=OuterRef("tenant")).values(left=_left_of_use(now))
    turn = Window(RowNumber(), partition_by=[F("standing"), F("tenant")], order_by=["due_at", "pk"])
    return (
        _due(account, now)
        .annotate(standing=_standing(account, now), used=Coalesce(Subquery(used), 0.0))
        .annotate(share=F("used") + turn)
        .order_by("standing", "share", "pk")
    )


def _left_of_use(now: datetime) -> Combinable:
    """What a tenant's use counts for now: half after each HALF_LIFE."""
    age = Extract(ExpressionWrapper(Value(now) - F("served_at"), DurationField()), "epoch")
    halvings = Least(Cast(age, FloatField()) / HALF_LIFE.total_seconds(), Value(_MOST_HALVINGS))
    return ExpressionWrapper(F("used") * Power(Value(0.5), halvings), FloatField())


def _due(account: Account, now: datetime) -> QuerySet[Operation]:
    """An account that may be another one is only read."""
    due = Operation.objects.filter(account=account, status=Operation.Status.WAITING, due_at__lte=now)
    return due.filter(kind__in=READS) if account.unproven_since else due


def somebody_waits_at_the_screen(account: Account, now: datetime) -> bool:
    """Cheap, however long the line is."""
    return _due(account, now).filter(_at_the_screen(account, now)).exists()


def _at_the_screen(account: Account, now: datetime) -> Q:
    looked_at = Domain.objects.filter(account=account, watched_until__gt=now).values_list("pk", flat=True)
    return Q(domain__in=list(looked_at), rank=Rank.LIFECYCLE) | Q(rank=Rank.INTERACTIVE)


def _standing(account: Account, now: datetime) -> Combinable:
    waited = Extract(ExpressionWrapper(Value(now) - F("due_at"), DurationField()), "epoch")
    aged = Cast(Floor(Cast(waited, FloatField()) / AGEING.total_seconds()), IntegerField())
    return Case(
        When(_at_the_screen(account, now), then=Value(Rank.INTERACTIVE.value)),
        When(rank=Rank.RECONCILIATION, then=F("rank")),
        default=Greatest(Value(Rank.LIFECYCLE.value), F("rank") - aged, output_field=IntegerField()),
        output_field=IntegerField(),
    )


def head(account: Account, now: datetime) -> Operation | None:
    """Who is next. One call in each period goes past the screens to whoever waits long: nothing starves."""
    queue = line(account, now)
    if _screens_had_their_share(account):
        overdue = queue.filter(Q(standing__gt=Rank.INTERACTIVE), due_at__lte=now - AGEING)
        return overdue.exclude(rank=Rank.RECONCILIATION).first() or queue.first()
    return queue.first()


def _screens_had_their_share(account: Account) -> bool:
    share = account.calls_per_period - 1
    last = ApiCall.objects.filter(account=account).order_by("-fence")[:share]
    return share > 0 and list(last.values_list("is_interactive", flat=True)) == [True] * share


def limit_of(account: Account) -> Limit:
    return Limit(account.calls_per_period, account.period)


def completions(account: Account) -> list[datetime]:
    """When the last calls ended, newest first: as many as the budget asks for."""
    ends = (
        ApiCall.objects.filter(account=account)
        .order_by("-completed_at")
        .values_list("completed_at", flat=True)
    )
    return list(ends[: account.calls_per_period])


def last_start(account: Account) -> datetime | None:
    starts = ApiCall.objects.filter(account=account).order_by("-fence")
    return starts.values_list("started_at", flat=True).first()


def with_waiting(domains: QuerySet[Domain]) -> QuerySet[Domain]:
    """Each domain with the answer to `is_waiting`, in the same query."""
    waiting = Operation.objects.filter(domain=OuterRef("pk"), status=Operation.Status.WAITING)
    return domains.annotate(has_waiting=Exists(waiting))


def is_waiting(domain: Domain) -> bool:
    """Whether an operation of the domain waits to be served."""
    known: bool | None = getattr(domain, "has_waiting", None)
    if known is not None:
        return known
    return Operation.objects.filter(domain=domain, status=Operation.Status.WAITING).exists()


def place_of(domain: Domain, now: datetime) -> tuple[int, datetime] | None:
    """The domain's first place in its account's line and the estimated start, in one query; None far behind.

    All tenants' operations count, whoever asks; the last calls come along with the line.
    """
    account = domain.account
    with across_tenants():
        calls = ApiCall.objects.filter(account=account).order_by("-completed_at").values("completed_at")
        ends = ArraySubquery(calls[: account.calls_per_period])
        queue = line(account, now).annotate(ends=ends).values_list("domain_id", "ends")[:_FAR_BEHIND]
        for place, (waiting, last_ends) in enumerate(queue, start=1):
            if waiting == domain.pk:
                opens = max(now, account.gate_until or now)
                return place, budget.start_of(limit_of(account), last_ends, opens, place)
    return None


def places(account: Account, now: datetime, **of: Any) -> Iterator[tuple[Operation, int, datetime]]:
    """The waiting operations whose fields are as in `of`, with their place in line (1 is next) and estimated start.

    All tenants' operations count, whoever asks; far behind none is told.
    """
    wanted = Operation.objects.filter(account=account, status=Operation.Status.WAITING, **of).in_bulk()
    if not wanted:
        return
    with across_tenants():
        ends = completions(account)
        queue = list(line(account, now).values_list("pk", flat=True)[:_FAR_BEHIND])
    opens = max(now, account.gate_until or now)
    for place, pk in enumerate(queue, start=1):
        if operation := wanted.get(pk):
            yield operation, place, budget.start_of(limit_of(account), ends, opens, place)
