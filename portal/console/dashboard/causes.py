"""Why domains are stuck: by what is wrong in DNS, by what CloudMailin refused, and those that wait for their turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from cloudmailin.dns.finding import FindingStatus
from cloudmailin.dns.records import Purpose
from cloudmailin.models import Domain, Finding, ReceivingDomain, SendingDomain
from cloudmailin.queue import clock
from cloudmailin.states import WAITING_FOR_CLOUDMAILIN, State
from portal import words
from portal.console.of_brand import within_brand
from portal.words import Text, Words

PATIENCE = timedelta(days=1)
"""Nobody is stuck who was added today and has published nothing yet."""

WAITING = "waiting"
_REFUSED, _LINE = "refused", "Waiting for CloudMailin"
_MOST = 12


@dataclass(frozen=True, slots=True)
class Cause:
    """`key` is its name in an address: kind, and what it is of."""

    key: str
    title: Text
    where: Text
    count: int

    @property
    def shown(self) -> str:
        return f"{self.count:,}"


def causes(request: HttpRequest) -> list[Cause]:
    """The most frequent first. Four queries, each answered by an index or a table's few columns."""
    found = [*_of_dns(request), *_of_refusals(request), *_of_the_line(request)]
    return sorted(found, key=lambda cause: -cause.count)


def title_of(key: str) -> Text:
    kind, _, what = key.partition(":")
    if key == WAITING:
        return _LINE
    return _title(words.REASONS if kind == _REFUSED else words.FINDINGS, what)


def stuck_by(key: str, domains: QuerySet[Domain]) -> QuerySet[Domain]:
    """The domains behind a cause; none for a key that means nothing."""
    domains = domains.filter(removed_at=None)
    kind, _, what = key.partition(":")
    if key == WAITING:
        return domains.filter(_attached(state__in=WAITING_FOR_CLOUDMAILIN))
    if kind == _REFUSED:
        return domains.filter(_attached(state=State.REJECTED, reason=what))
    return domains.filter(pk__in=_findings().filter(purpose=kind, code=what).values("domain"))


def _attached(**filters: Any) -> Q:
    parts = (ReceivingDomain, SendingDomain)
    sought = [Q(pk__in=part.objects.filter(**filters).values("domain")) for part in parts]
    return sought[0] | sought[1]


def _findings() -> QuerySet[Finding]:
    """Those that keep a domain from working: a recommended record does not, nor the token of a name that is proven."""
    wrong = Q(status__in=[FindingStatus.WRONG, FindingStatus.CONFLICTING])
    absent = Q(status=FindingStatus.MISSING, domain__created_at__lt=clock.now() - PATIENCE)
    stuck = ["wrong", "conflicting", "missing"]
    rows = Finding.objects.filter(wrong | absent, status__in=stuck, domain__removed_at=None)
    proven = Q(purpose=Purpose.OWNERSHIP, domain__proven_at__isnull=False)
    return rows.exclude(purpose=Purpose.DMARC).exclude(proven)


def _of_dns(request: HttpRequest) -> Iterator[Cause]:
    rows = within_brand(_findings(), "tenant__brand", request).values_list("purpose", "code")
    for purpose, code, count in rows.annotate(count=Count("pk")).order_by("-count")[:_MOST]:
        title = _title(words.FINDINGS, code)
        yield Cause(f"{purpose}:{code}", title, _title(words.PURPOSES, purpose), count)


def _of_refusals(request: HttpRequest) -> Iterator[Cause]:
    counts: dict[str, int] = {}
    for part in (ReceivingDomain, SendingDomain):
        rejected = part.objects.filter(state=State.REJECTED, domain__removed_at=None)
        rows = within_brand(rejected, "tenant__brand", request).values_list("reason")
        for reason, count in rows.annotate(count=Count("pk")).order_by():
            counts[reason] = counts.get(reason, 0) + count
    for reason, count in counts.items():
        yield Cause(f"{_REFUSED}:{reason}", _title(words.REASONS, reason), "Not possible", count)


def _of_the_line(request: HttpRequest) -> Iterator[Cause]:
    domains = within_brand(Domain.objects.all(), "tenant__brand", request)
    if count := stuck_by(WAITING, domains).count():
        yield Cause(WAITING, _LINE, "Their operations stand in line", count)


def _title(of: Mapping[Any, Words], name: str) -> Text:
    return of[name].title if name in of else name
