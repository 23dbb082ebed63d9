"""The record is not there, or not yet.

Source: every product's first question. Fix: publish it; the name and value to copy stand beside.
"""

from __future__ import annotations

from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView


def missing(record_set: RecordSet, view: ZoneView) -> Finding:
    return Finding(
        record_set.purpose, FindingStatus.MISSING, "missing", detail={"name": record_set.records[0].name}
    )
