"""How fast the proxy learns whether a host name may have a certificate, with very many brands and mostly strangers' names."""

from __future__ import annotations

import random
import string
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import quote

from django.db import connection
from django.utils import timezone

from portal.bench.figures import percentile
from portal.bench.serving import serving
from tenants.models import Brand, BrandHost

_WARM_UP = 50
_OF_BRANDS = 0.2
"""The share of questions about a host name that a brand has."""


def measure(brands: int, questions: int, seed: int = 1) -> dict[str, float]:
    """Milliseconds from the question to the answer over HTTP, and how many answers were wrong."""
    _fill(brands)
    connection.close()
    dice = random.Random(seed)
    asked = [(name, name.startswith("brand-")) for name in _names(dice, brands, questions)]
    with serving("portal.wsgi", is_internal=True) as port:
        for name, _ in asked[:_WARM_UP]:
            _ask(port, name)
        answers = [(*_ask(port, name), expected) for name, expected in asked]
    took = [seconds * 1000 for _, seconds, _ in answers]
    return {
        "brands": brands,
        "questions": len(asked),
        "wrong": sum(said is not expected for said, _, expected in answers),
        **{f"p{share}_ms": percentile(took, share / 100) for share in (50, 95, 99)},
    }


def _fill(brands: int) -> None:
    made = Brand.objects.bulk_create(
        Brand(name=f"Brand {n}", slug=f"brand-{n}", support_email="help@example.com", proof_label="_b")
        for n in range(brands)
    )
    now = timezone.now()
    BrandHost.objects.bulk_create(
        BrandHost(brand=brand, name=f"{brand.slug}.example.com", is_primary=True, proven_at=now)
        for brand in made
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _names(dice: random.Random, brands: int, questions: int) -> Iterator[str]:
    """Host names of brands, and what scanners send in their place."""
    letters = string.ascii_lowercase + string.digits + "-_.*% /'"
    for _ in range(questions):
        if dice.random() < _OF_BRANDS:
            yield f"brand-{dice.randrange(brands)}.example.com"
        else:
            yield "".join(dice.choices(letters, k=dice.randint(1, 60)))


def _ask(port: int, name: str) -> tuple[bool, float]:
    """Whether the name may have a certificate, and the seconds until that was known. Raises RuntimeError."""
    began = time.perf_counter()
    http = HTTPConnection("127.0.0.1", port, timeout=60)
    http.request("GET", f"/tls/ask?domain={quote(name)}")
    status = http.getresponse().status
    http.close()
    if status not in {200, 404}:
        raise RuntimeError(f"{name} was answered with {status}.")
    return status == 200, time.perf_counter() - began
