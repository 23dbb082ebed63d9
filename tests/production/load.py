"""Customers by the hundred on the overview and the domain page, with very many domains in the database.

Each looks every few seconds, as an open page does. LOAD_CUSTOMERS, LOAD_SECONDS and LOAD_DOMAINS say how many, how long
and how large.
"""

from __future__ import annotations

import asyncio
import os
import random
import ssl
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
from django.db import connection
from django.test import Client

from cloudmailin.models import Account, Domain
from portal.embedded.ports import Ports
from portal.seeds import LABELS
from tenants.models import Membership, Tenant, User
from tenants.roles import Role
from tenants.scoping import across_tenants
from tests.production.estate import Estate, running

CUSTOMERS = int(os.environ.get("LOAD_CUSTOMERS", "200"))
SECONDS = float(os.environ.get("LOAD_SECONDS", "60"))
DOMAINS = int(os.environ.get("LOAD_DOMAINS", "100000"))

_LOOKS_EVERY = 3.0
_WARM_AFTER = 0.25
"""This share of the time memory may still grow: every thread meets its first page of each kind."""

_FILL = """
    WITH grown AS (
        INSERT INTO cloudmailin_domain
            (tenant_id, account_id, name, public_id, token, zone, created_at, touched_at, proven_at, claim, checked_at)
        SELECT (%(tenants)s::bigint[])[1 + n %% %(customers)s], %(account)s, 'grown-' || n || '.test', gen_random_uuid(),
               'grown' || n, '', now(), now() - interval '40 days', now(), 'proven', now()
        FROM generate_series(1, %(number)s) AS n
        RETURNING id, tenant_id
    )
    INSERT INTO cloudmailin_sendingdomain
        (tenant_id, domain_id, state, state_since, misses, reason, reason_detail, remote_id, mta_domain, required_cname,
         dkim_selector, dkim_domain, dkim_public_record)
    SELECT tenant_id, id, 'verified', now(), 0, '', '', id::text, 'mta', 'feedback-smtp.cloudmta.net', 'cm1',
           'dkim.example.net', '' FROM grown
"""


@dataclass(slots=True)
class Seen:
    """What all customers together have seen; seconds of each answer."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)


def rehearse(folder: Path, inside: Ports, outside: Ports) -> dict[str, Any]:
    with running(folder, inside, outside, workers=("worker-1",)) as estate:
        visitors = _people()
        _fill(visitors)
        pages = [_visit(user) for user in visitors]
        seen, memory = asyncio.run(_look_on(estate, pages))
    percent = quantiles(seen.seconds, n=100)
    failed = sum(times for status, times in seen.statuses.items() if status != "200")
    return {
        "customers": CUSTOMERS,
        "domains": DOMAINS,
        "requests": len(seen.seconds),
        "requests_per_second": round(len(seen.seconds) / SECONDS, 1),
        "error_rate": failed / len(seen.seconds),
        "statuses": dict(seen.statuses),
        "milliseconds": {f"p{p}": round(percent[p - 1] * 1000) for p in (50, 95, 99)},
        "web_memory_mib": memory,
    }


def _people() -> list[User]:
    brand = Account.objects.get(remote_id=LABELS[0].account).brand
    people = []
    for number in range(CUSTOMERS):
        tenant = Tenant.objects.create(brand=brand, name=f"Load {number}")
        people.append(User.objects.create(email=f"load-{number}@example.com"))
        Membership.objects.create(user=people[-1], tenant=tenant, role=Role.OWNER)
    return people


def _fill(people: list[User]) -> None:
    tenants = list(Membership.objects.filter(user__in=people).values_list("tenant", flat=True))
    account = Account.objects.get(remote_id=LABELS[0].account)
    with connection.cursor() as cursor:
        given: dict[str, Any] = {
            "tenants": tenants,
            "customers": len(tenants),
            "account": account.pk,
            "number": DOMAINS,
        }
        cursor.execute(_FILL, given)
        cursor.execute("ANALYZE")


def _visit(user: User) -> tuple[dict[str, str], list[str]]:
    """Cookies of somebody who has signed in, and where they look."""
    browser = Client()
    browser.force_login(user)
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
    with across_tenants():
        domain = Domain.objects.filter(tenant__memberships__user=user)[0]
    return cookies, ["/", f"/domains/{domain.public_id}/"]


async def _look_on(estate: Estate, pages: list[tuple[dict[str, str], list[str]]]) -> tuple[Seen, list[int]]:
    seen, until = Seen(), time.monotonic() + SECONDS
    watching = asyncio.create_task(_watch_memory(estate))
    await asyncio.gather(*(_customer(estate, cookies, paths, seen, until) for cookies, paths in pages))
    return seen, await watching


async def _customer(
    estate: Estate, cookies: dict[str, str], paths: list[str], seen: Seen, until: float
) -> None:
    host = LABELS[0].host
    trust = estate.trust if isinstance(estate.trust, ssl.SSLContext) else True
    async with httpx.AsyncClient(
        base_url=estate.web_url, cookies=cookies, verify=trust, timeout=60
    ) as browser:
        await asyncio.sleep(random.uniform(0, _LOOKS_EVERY))
        while time.monotonic() < until:
            began = time.monotonic()
            status = await _status(browser, random.choice(paths), host)
            seen.seconds.append(time.monotonic() - began)
            seen.statuses[status] += 1
            await asyncio.sleep(max(0.0, began + _LOOKS_EVERY - time.monotonic()))


async def _status(browser: httpx.AsyncClient, path: str, host: str) -> str:
    try:
        answer = await browser.get(path, headers={"host": host}, extensions={"sni_hostname": host})
    except httpx.HTTPError as error:
        return type(error).__name__
    return str(answer.status_code)


async def _watch_memory(estate: Estate) -> list[int]:
    """Of all web processes together, in MiB: once warm, in the middle, at the end."""
    await asyncio.sleep(SECONDS * _WARM_AFTER)
    memory = [_memory(estate)]
    for _ in range(2):
        await asyncio.sleep(SECONDS * (1 - _WARM_AFTER) / 2)
        memory.append(_memory(estate))
    return memory


def _memory(estate: Estate) -> int:
    master = estate.stack.pid("web")
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return round(sum(_resident(pid) for pid in [str(master), *children]) / 1024)


def _resident(pid: str) -> int:
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))
