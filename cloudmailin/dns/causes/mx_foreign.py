"""MX records of another mail system, beside ours or in their place: mail would be split or never come.

Source: DNS-MISTAKES rows 29, 30, 35 to 37. Fix: remove the others, or use a subdomain for receiving.
"""

from __future__ import annotations

from cloudmailin.dns.causes.reading import host_of, seen
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.mail_services import is_forwarder, service_of
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView


def mx_foreign(record_set: RecordSet, view: ZoneView) -> Finding | None:
    found = seen(record_set, view)
    foreign = sorted(value for value in found if host_of(value) not in record_set.hosts)
    if not foreign:
        return None
    host = host_of(foreign[0])
    detail = {"name": record_set.domain, "target": host, "provider": service_of(host)}
    ours = [value for value in found if value not in foreign]
    if ours:
        code, status = _beside(ours, foreign), FindingStatus.CONFLICTING
    else:
        code, status = _in_our_place(host), FindingStatus.WRONG
    return Finding(record_set.purpose, status, code, found, detail)


mx_foreign.codes = (  # type: ignore[attr-defined]
    "mx_cloudflare_routing",
    "mx_forwarding",
    "mx_foreign",
    "mx_foreign_first",
    "mx_foreign_equal",
    "mx_foreign_beside",
)


def _in_our_place(host: str) -> str:
    if host.endswith(".mx.cloudflare.net"):
        return "mx_cloudflare_routing"
    return "mx_forwarding" if is_forwarder(host) else "mx_foreign"


def _beside(ours: list[str], foreign: list[str]) -> str:
    """The lowest number is tried first (RFC 5321 section 5.1)."""
    first, theirs = min(map(_preference, ours)), min(map(_preference, foreign))
    if theirs < first:
        return "mx_foreign_first"
    return "mx_foreign_equal" if theirs == first else "mx_foreign_beside"


def _preference(value: str) -> int:
    number = value.split(" ", 1)[0]
    return int(number) if number.isascii() and number.isdigit() else 0
