"""What pages cost with very many domains, beside a view that does nothing, on one server and in one run."""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from cloudmailin.models import Domain
from portal.bench.bare import BARE
from portal.bench.crowd import crowd
from portal.bench.figures import percentile
from portal.bench.serving import serving
from portal.bench.world import make
from tenants.models import BrandHost, Membership, Tenant, User
from tenants.roles import Role

HOST = "bench.localhost"
_ROUNDS = 30
_AT_ONCE = 2
_WARM_UP = 20

Figures = dict[str, dict[str, float]]


@dataclass(slots=True)
class Measured:
    """Seconds of each request, and of all of them together."""

    each: list[float] = field(default_factory=list)
    together: float = 0.0
    bytes: int = 0

    @property
    def per_second(self) -> float:
        return len(self.each) / self.together

    @property
    def p95(self) -> float:
        return percentile(self.each, 0.95)


def measure(domains: int, tenants: int, requests: int) -> Figures:
    """`domains` of the one who looks, and as many of each other tenant; so many requests of each page."""
    cookie, paths = _visitor(domains, tenants)
    queries = {name: _queries(path, cookie) for name, path in paths.items()}
    connection.close()
    measured = {name: Measured() for name in ("bare", *paths)}
    with serving("portal.bench.pages_app") as port:
        for path in (BARE, *paths.values()):
            _ask(port, path, cookie, _WARM_UP, Measured())
        for _ in range(_ROUNDS):
            for name, path in {"bare": BARE, **paths}.items():
                _ask(port, path, cookie, requests // _ROUNDS, measured[name])
    bare = measured.pop("bare")
    return {
        "bare": {"rps": bare.per_second, "p95_ms": bare.p95 * 1000},
        **{name: _beside(bare, each, queries[name]) for name, each in measured.items()},
    }


def _beside(bare: Measured, page: Measured, queries: int) -> dict[str, float]:
    return {
        "ratio_rps": page.per_second / bare.per_second,
        "ratio_p95": page.p95 / bare.p95,
        "queries": queries,
        "bytes": page.bytes,
        "rps": page.per_second,
        "p95_ms": page.p95 * 1000,
    }


def _visitor(domains: int, tenants: int) -> tuple[str, Mapping[str, str]]:
    """A signed-in owner's cookie, and the pages that they visit."""
    account, made = make("pages", tenants)
    BrandHost.objects.update_or_create(
        name=HOST,
        defaults={"brand": account.brand, "is_primary": True, "proven_at": timezone.now()},
    )
    for tenant in made:
        crowd(tenant, domains)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    client = _signed_in(made[0])
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    looked_at = Domain.objects.filter(tenant=made[0]).earliest("pk")
    return cookie, {"overview": "/", "domain": f"/domains/{looked_at.public_id}/"}


def _signed_in(tenant: Tenant) -> Client:
    owner = User.objects.create_user("bench@example.com", "a-long-password")
    Membership.objects.create(user=owner, tenant=tenant, role=Role.OWNER)
    client = Client(headers={"host": HOST})
    client.force_login(owner)
    return client


@override_settings(
    STORAGES={
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
)
def _queries(path: str, cookie: str) -> int:
    client = Client(headers={"host": HOST, "cookie": cookie})
    client.get(path)  # the first one of a session may write that down
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}.")
    return len(captured)


def _ask(port: int, path: str, cookie: str, times: int, measured: Measured) -> None:
    """A few people at once, each one request after the other."""
    began = time.perf_counter()
    with ThreadPoolExecutor(_AT_ONCE) as people:
        shares = [people.submit(_visit, port, path, cookie, times // _AT_ONCE) for _ in range(_AT_ONCE)]
        for share in shares:
            took, measured.bytes = share.result()
            measured.each += took
    measured.together += time.perf_counter() - began


def _visit(port: int, path: str, cookie: str, times: int) -> tuple[list[float], int]:
    """How long each took, in seconds, and how long the page is, in bytes. Raises RuntimeError for any other answer."""
    took, length = [], 0
    for _ in range(times):
        began = time.perf_counter()
        http = HTTPConnection("127.0.0.1", port, timeout=60)
        http.request("GET", path, headers={"Host": HOST, "Cookie": cookie})
        answer = http.getresponse()
        length = len(answer.read())
        http.close()
        took.append(time.perf_counter() - began)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}.")
    return took, length
