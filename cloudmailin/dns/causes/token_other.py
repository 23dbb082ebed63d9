"""A TXT record is there with another value: an older token, or one cut while copying.

Source: DNS-MISTAKES rows 6, 20. Fix: replace it by the value shown.
"""

from __future__ import annotations

from cloudmailin.dns.causes.reading import seen
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView


def token_other(record_set: RecordSet, view: ZoneView) -> Finding | None:
    if found := seen(record_set, view):
        detail = {"name": record_set.records[0].name}
        return Finding(record_set.purpose, FindingStatus.WRONG, "token_other", found, detail)
    return None
