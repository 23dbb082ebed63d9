"""A TXT record with another key, or with none.

Source: DNS-MISTAKES rows 22, 23. Fix: replace it by the CNAME or the value shown.
"""

from __future__ import annotations

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.causes.reading import values
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView


def dkim_wrong_key(record_set: RecordSet, view: ZoneView) -> Finding | None:
    name = record_set.records[0].name
    if found := values(view, name, RecordType.TXT):
        return Finding(record_set.purpose, FindingStatus.WRONG, "dkim_wrong_key", found, {"name": name})
    return None
