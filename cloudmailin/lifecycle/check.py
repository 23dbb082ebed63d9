"""Check what is due: ask DNS for many domains at once, and hand each its findings."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from cloudmailin import measures
from cloudmailin.dns import resolver
from cloudmailin.dns.diagnosis import judge
from cloudmailin.dns.finding import Finding
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.resolver import Resolver
from cloudmailin.dns.schedule import interval
from cloudmailin.dns.zone_view import ZoneView, look
from cloudmailin.lifecycle import timeline
from cloudmailin.lifecycle.observe import observe
from cloudmailin.lifecycle.schedule import check_now
from cloudmailin.lifecycle.wanted import record_sets
from cloudmailin.models import Domain
from cloudmailin.ownership.rules import HOLDING
from cloudmailin.queue import clock
from cloudmailin.steadiness import is_fresh
from tenants import names
from tenants.names import DomainName
from tenants.scoping import across_tenants

log = logging.getLogger(__name__)

BATCH = 250
"""Domains of one check: many enough that waiting for answers costs nothing, few enough for the lease."""

_LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class _Due:
    """`is_news`: it is not in order yet; `until` is when its check is taken up again if this one never ends."""

    domain_id: int
    name: DomainName
    sets: tuple[RecordSet, ...]
    is_news: bool
    until: datetime


def check_due() -> int:
    """Check the domains that are due; how many they were. Two at once share the work, neither repeats it."""
    with across_tenants():
        due = take()
        if due:
            with measures.DNS_SECONDS.time():
                views = asyncio.run(_look(due))
            for one, view in zip(due, views, strict=True):
                _try_to_hand_over(one, view)
    return len(due)


def take() -> list[_Due]:
    """Domains whose check is due, a batch at most, leased so that another worker takes others."""
    with transaction.atomic():
        now = clock.now()
        due = Domain.objects.filter(next_check_at__lte=now, removed_at=None).order_by("next_check_at")
        locked = due.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)
        taken = Domain.objects.filter(pk__in=list(locked[:BATCH]))
        domains = list(taken.select_related("tenant__brand", "receiving", "sending"))
        until = now + _LEASE
        taken.update(next_check_at=until)
    return [
        _Due(domain.pk, names.base(domain.name), record_sets(domain), not _is_good(domain), until)
        for domain in domains
    ]


async def _look(due: Sequence[_Due]) -> list[ZoneView]:
    asker = Resolver(resolver_settings())
    return await asyncio.gather(*(look(one.sets, asker, one.name, is_news=one.is_news) for one in due))


def resolver_settings() -> resolver.Settings:
    return resolver.Settings(
        resolvers=settings.DNS_RESOLVERS,
        authoritative_port=settings.DNS_AUTHORITATIVE_PORT,
        allow_private=settings.DNS_ALLOW_PRIVATE,
    )


def _try_to_hand_over(one: _Due, view: ZoneView) -> None:
    """A domain that can't be dealt with must not hold up the others; its turn comes again."""
    try:
        _hand_over(one, view)
    except Exception:
        measures.DNS_FAILURES.inc()
        log.exception("The check of %s failed.", one.name)


def _hand_over(one: _Due, view: ZoneView) -> None:
    with transaction.atomic():
        locked = Domain.objects.select_for_update(of=("self",), no_key=True)
        domain = locked.select_related("tenant__brand", "account", "receiving__address", "sending").get(
            pk=one.domain_id
        )
        if domain.removed_at:
            return
        seen = [judge(record_set, view) for record_set in one.sets]
        _count(seen)
        observe(domain, seen)
        _schedule_next(domain, view, one.until)


def _count(seen: Sequence[Finding]) -> None:
    measures.DNS_CHECKS.inc()
    for finding in seen:
        measures.DNS_VERDICTS.labels(finding.purpose, finding.status).inc()


def _schedule_next(domain: Domain, view: ZoneView, until: datetime) -> None:
    now, before = clock.now(), domain.name_servers.split()
    domain.refresh_from_db(fields=["touched_at", "watched_until", "next_check_at"])
    after = interval(
        now,
        watched=bool(domain.watched_until and domain.watched_until > now),
        good=_is_good(domain),
        doubtful=any(is_fresh(one.doubt, now) for one in (domain.standing, *domain.attachments)),
        since=domain.touched_at,
        jitter=random.random(),
    )
    domain.checked_at = now
    if domain.next_check_at == until:  # else somebody has asked for another look meanwhile
        domain.next_check_at = now + after if after else None
    if view.zone:
        domain.zone = view.zone.apex
        domain.name_servers = " ".join(sorted({server.name for server in view.zone.servers}))
    domain.save(update_fields=["checked_at", "next_check_at", "zone", "name_servers"])
    if domain.claim in HOLDING and _has_moved(domain, before):
        _look_afresh(domain, before)


def _has_moved(domain: Domain, before: Sequence[str]) -> bool:
    """To other name servers, all of them; not while a name that is not registered is answered for by its registry."""
    is_own = names.registrable(domain.zone) == names.registrable(domain.name)
    return is_own and bool(before) and set(before).isdisjoint(domain.name_servers.split())


def _look_afresh(domain: Domain, before: Sequence[str]) -> None:
    """The DNS has moved as a whole, perhaps to somebody else: nothing that was seen there holds for here."""
    timeline.note(domain, "name_servers_changed", before=before, after=domain.name_servers.split())
    check_now(domain)


def _is_good(domain: Domain) -> bool:
    attached = domain.attachments
    return bool(attached) and all(one.is_good for one in attached)
