"""What is counted where it happens, for Prometheus; what can be read from PostgreSQL is not counted here."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from prometheus_client import Counter, Histogram

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400

API_CALLS = Counter("portal_api_calls", "Calls made to CloudMailin.", ["kind", "outcome"])
DNS_CHECKS = Counter("portal_dns_checks", "Domains whose DNS was looked at.")
DNS_FAILURES = Counter("portal_dns_check_failures", "Looks that ended in an error of the portal's own.")
DNS_VERDICTS = Counter("portal_dns_verdicts", "What was found for a record.", ["purpose", "status"])
DNS_SECONDS = Histogram("portal_dns_batch_seconds", "How long a batch of looks took, network and all.")
VERIFIED_SECONDS = Histogram(
    "portal_verified_seconds",
    "From a domain's being added to its being in order.",
    ["use"],
    buckets=[_MINUTE // 2, _MINUTE, 5 * _MINUTE, 15 * _MINUTE, _HOUR, 4 * _HOUR, _DAY, 3 * _DAY, 14 * _DAY],
)


def verified(use: str, after: timedelta) -> None:
    """Counted only if the transaction that says so is kept."""
    transaction.on_commit(lambda: VERIFIED_SECONDS.labels(use).observe(after.total_seconds()))


def called(kind: str, outcome: str) -> None:
    transaction.on_commit(lambda: API_CALLS.labels(kind, outcome).inc())
