"""A brand's host names: each serves once a TXT record shows that whoever has its DNS wants it so (THREATS 60)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from cloudmailin.dns import records
from cloudmailin.dns.diagnosis import judge
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.resolver import Resolver
from cloudmailin.dns.zone_view import ZoneView, look
from cloudmailin.lifecycle.check import resolver_settings
from cloudmailin.queue import clock
from tenants.audit import AuditAction, record
from tenants.models import BrandHost, User
from tenants.names import DomainName

WAITS_FOR = timedelta(days=30)
"""So long DNS is asked by itself; after that when staff ask."""


def wanted(host: BrandHost) -> RecordSet:
    """The record to publish: like a customer's, under the brand's own label."""
    return records.ownership(DomainName(host.name), host.brand.proof_label, host.proof_token)


def check_now(hosts: Sequence[BrandHost], actor: User | None = None) -> list[Finding]:
    """Ask DNS for all at once. Those whose record is there serve from now on. Never raises for what the network does."""
    sets = [wanted(host) for host in hosts]
    views = asyncio.run(_look(hosts, sets))
    findings = [judge(each, view) for each, view in zip(sets, views, strict=True)]
    for host, finding in zip(hosts, findings, strict=True):
        if finding.status is FindingStatus.OK:
            _prove(host, actor)
    return findings


def check_waiting() -> int:
    """Check the host names that wait for their record; how many they were."""
    since = clock.now() - WAITS_FOR
    waiting = BrandHost.objects.filter(proven_at=None, created_at__gte=since).exclude(proof_token="")
    hosts = list(waiting.select_related("brand"))
    if hosts:
        check_now(hosts)
    return len(hosts)


async def _look(hosts: Sequence[BrandHost], sets: Sequence[RecordSet]) -> list[ZoneView]:
    asker = Resolver(resolver_settings())
    asked = (look([each], asker, host.name) for host, each in zip(hosts, sets, strict=True))
    return await asyncio.gather(*asked)


def _prove(host: BrandHost, actor: User | None) -> None:
    """Of the very token that was seen: it may have been renamed meanwhile. The first of a brand is its primary one."""
    with transaction.atomic():
        mine = BrandHost.objects.select_for_update().filter(brand=host.brand).exclude(proof_token="")
        found = mine.filter(pk=host.pk, name=host.name, proof_token=host.proof_token, proven_at=None).first()
        if found is None:
            return
        found.proven_at = clock.now()
        found.is_primary = not mine.filter(is_primary=True).exists()
        found.save()
        record(AuditAction.BRAND_CHANGED, actor=actor, target=host.brand, after={"proven host": host.name})
