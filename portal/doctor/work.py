"""The workers' heartbeats, beat, and what waits for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Max, Min

from cloudmailin.models import Domain, Operation, Worker
from cloudmailin.queue import clock
from portal.doctor.line import Line, attention, broken, ok
from portal.metrics import ALIVE
from portal.models import Notice
from tenants.scoping import across_tenants

_LATE = timedelta(minutes=5)


def workers() -> Iterator[Line]:
    now = clock.now()
    alive = Worker.objects.filter(alive_at__gt=now - ALIVE)
    count = alive.count()
    if not count:
        last = Worker.objects.aggregate(last=Max("alive_at"))["last"]
        said = f"none since {last:%Y-%m-%d %H:%M} UTC" if last else "none has ever begun"
        yield broken("workers", said, "Start one: `docker compose up -d worker`, or the line in Procfile.")
        return
    if deaf := alive.filter(heard_at__lt=now - ALIVE).count():
        todo = "One that Redis answers ends itself, to be started anew; else look at Redis."
        yield attention("workers", f"{deaf} of {count} get no tasks", todo)
    else:
        yield ok("workers", f"{count} alive, and tasks reach them")
    yield _beat(alive.aggregate(last=Max("rung_at"))["last"], now)


def _beat(rung_at: datetime | None, now: datetime) -> Line:
    if rung_at is None or rung_at < now - ALIVE:
        said = "silent: workers look for work themselves, more slowly"
        return attention("beat", said, "Start it: `docker compose up -d beat`, or the line in Procfile.")
    return ok("beat", "rings")


def waiting() -> Iterator[Line]:
    """What is due and has not been done for minutes, though nobody holds it back."""
    now = clock.now()
    with across_tenants():
        running = Operation.objects.filter(status=Operation.Status.RUNNING)
        stalled = running.aggregate(since=Min("lease_until"))["since"]
        looks = Domain.objects.filter(next_check_at__lte=now).aggregate(since=Min("next_check_at"))["since"]
        mails = Notice.objects.filter(due_at__lte=now).aggregate(since=Min("due_at"))["since"]
    yield _due("calls", "a call that nobody has taken up again", stalled, now, "Are workers alive?")
    yield _due("checks", "the oldest look at DNS", looks, now, "Add a worker, and look at its log.")
    yield _due("mails", "the oldest mail", mails, now, "See “mail” above, and Mails in the console.")


def _due(about: str, what: str, since: datetime | None, now: datetime, todo: str) -> Line:
    if since is None or since > now - _LATE:
        return ok(about, "nothing is late")
    return attention(about, f"{what} is due since {since:%Y-%m-%d %H:%M} UTC", todo)
