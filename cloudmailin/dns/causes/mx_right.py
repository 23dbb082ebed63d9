"""MX records that lead to us and to nobody else; fewer than all of them work, with less redundancy.

Source: DNS-MISTAKES row 38. Priorities are the customer's choice: the lowest names the preferred region.
"""

from __future__ import annotations

from cloudmailin.dns.causes.reading import host_of, seen
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import MX_HOSTS, RecordSet
from cloudmailin.dns.zone_view import ZoneView


def mx_right(record_set: RecordSet, view: ZoneView) -> Finding | None:
    found = seen(record_set, view)
    absent = [host for host in MX_HOSTS if host not in {host_of(value) for value in found}]
    if not found:
        return None
    if absent:
        detail = {"absent": ", ".join(absent)}
        return Finding(record_set.purpose, FindingStatus.OK, "mx_partial", found, detail)
    return Finding(record_set.purpose, FindingStatus.OK, "mx_right", found)


mx_right.codes = ("mx_right", "mx_partial")  # type: ignore[attr-defined]
