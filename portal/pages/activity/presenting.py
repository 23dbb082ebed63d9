"""The delivery log as its page shows it: how fresh it is, the chart, and the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDay, TruncHour

from cloudmailin.models import Address, IncomingStatus, Operation
from cloudmailin.queue import clock
from cloudmailin.queue.line import places
from portal import mail_words
from portal.pages.activity.chart import chart
from portal.pages.activity.forms import FilterForm
from portal.pages.activity.periods import Period
from portal.words import Text

_PER_PAGE = 25
_MOST_PAGES = 40
"""Whoever looks for more narrows the search."""

_LIVE = (Operation.Status.WAITING, Operation.Status.RUNNING)


@dataclass(frozen=True, slots=True)
class Row:
    at: datetime
    tone: str
    outcome: Text
    status: str
    sender: str
    recipient: str
    subject: str


@dataclass(frozen=True, slots=True)
class Freshness:
    """`is_due`: it is being read anew, or waits for that; `position` 1 is next in line."""

    read_at: datetime | None
    is_due: bool = False
    position: int | None = None
    seconds: int | None = None


def freshness(address: Address | None) -> Freshness:
    if address is None:
        return Freshness(None)
    asked = {"kind": Operation.Kind.LIST_INCOMING, "target_id": address.pk}
    if not Operation.objects.filter(status__in=_LIVE, **asked).exists():
        return Freshness(address.log_read_at)
    if address.account.is_halted:
        return Freshness(address.log_read_at, is_due=True)
    now = clock.now()
    for _operation, place, start in places(address.account, now, **asked):
        return Freshness(address.log_read_at, True, place, ceil((start - now).total_seconds()))
    return Freshness(address.log_read_at, is_due=True)


def _counts(found: QuerySet[IncomingStatus], period: Period) -> dict[tuple[datetime, str], int]:
    """How many, by the column of the chart and the outcome."""
    cut = TruncHour if period.is_hourly else TruncDay
    columns = found.order_by().annotate(column=cut("at", tzinfo=UTC)).values_list("column", "outcome")
    return {(column, outcome): count for column, outcome, count in columns.annotate(Count("pk"))}


class _Pages(Paginator[IncomingStatus]):
    """Of rows whose number is known already, from the chart."""

    def __init__(self, rows: QuerySet[IncomingStatus], count: int) -> None:
        super().__init__(rows[: _PER_PAGE * _MOST_PAGES], _PER_PAGE)
        self.__dict__["count"] = min(count, _PER_PAGE * _MOST_PAGES)


def _rows(page: Page[IncomingStatus]) -> Iterator[Row]:
    for row in page:
        yield Row(
            at=row.at,
            tone=mail_words.TONES[row.outcome],
            outcome=mail_words.OUTCOMES[row.outcome],
            status=mail_words.status(row.status),
            sender=row.sender,
            recipient=row.recipient,
            subject=row.subject,
        )


def shown(form: FilterForm, number: str | None) -> dict[str, object]:
    """What the page's moving part needs."""
    period = form.period_shown
    starts = period.starts(clock.now())
    found = form.found(starts[0])
    counts = _counts(found, period)
    page = _Pages(found, sum(counts.values())).get_page(number)
    return {
        "page": page,
        "rows": list(_rows(page)),
        "chart": chart(starts, counts, is_hourly=period.is_hourly),
    }
