"""The return path's CNAME leads to its target: bounces come back, and SPF holds through it."""

from __future__ import annotations

from cloudmailin.dns.causes.reading import leads_right, seen
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView


def return_path_right(record_set: RecordSet, view: ZoneView) -> Finding | None:
    found = seen(record_set, view)
    if any(leads_right(record_set, view, value) for value in found):
        return Finding(record_set.purpose, FindingStatus.OK, "return_path_right", found)
    return None
