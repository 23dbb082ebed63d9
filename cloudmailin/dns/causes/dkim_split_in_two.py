"""One long DKIM value was published as two TXT records, which no mail server joins.

Source: DNS-MISTAKES row 18. Fix: one record with the whole value, or the CNAME in its place.
"""

from __future__ import annotations

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.causes.reading import values
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView


def dkim_split_in_two(record_set: RecordSet, view: ZoneView) -> Finding | None:
    name = record_set.records[0].name
    found = values(view, name, RecordType.TXT)
    if len(found) > 1:
        return Finding(record_set.purpose, FindingStatus.WRONG, "dkim_split_in_two", found, {"name": name})
    return None
