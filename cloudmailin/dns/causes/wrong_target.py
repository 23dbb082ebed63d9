"""A CNAME that leads somewhere else: a typing mistake, or a record of another service.

Source: DNS-MISTAKES rows 13, 27. Fix: change its target to the value shown.
"""

from __future__ import annotations

from cloudmailin.dns.causes.reading import seen
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView


def wrong_target(record_set: RecordSet, view: ZoneView) -> Finding | None:
    record = record_set.records[0]
    if found := seen(record_set, view):
        detail = {"name": record.name, "found": found[0], "target": record.value}
        return Finding(record_set.purpose, FindingStatus.WRONG, "wrong_target", found, detail)
    return None
