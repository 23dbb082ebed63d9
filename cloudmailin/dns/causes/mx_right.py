"""MX records that lead to us and to nobody else; fewer than all of them work, with less redundancy.

Source: DNS-MISTAKES row 38. Priorities are the customer's choice: the lowest names the preferred region.
"""

from __future__ import annotations

from cloudmailin.dns.causes.reading import host_of, seen
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView


def mx_right(record_set: RecordSet, view: ZoneView) -> Finding | None:
    found = seen(record_set, view)
    if not found:
        return None
    absent = _absent(record_set, {host_of(value) for value in found})
    if absent:
        detail = {"absent": ", ".join(absent)}
        return Finding(record_set.purpose, FindingStatus.OK, "mx_partial", found, detail)
    return Finding(record_set.purpose, FindingStatus.OK, "mx_right", found)


def _absent(record_set: RecordSet, found: set[str]) -> list[str]:
    """Of the hosts that were shown, or of CloudMailin's own where those were taken."""
    hosts = [host_of(record.value) for record in record_set.records]
    if found.isdisjoint(hosts) and record_set.behind:
        hosts = [host_of(record.value) for record in record_set.behind]
    return [host for host in hosts if host not in found] if found.issubset(hosts) else []


mx_right.codes = ("mx_right", "mx_partial")  # type: ignore[attr-defined]
