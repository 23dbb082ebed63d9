"""A null MX: the domain says that it takes no mail at all (RFC 7505).

Source: DNS-MISTAKES row 40. Fix: remove it and add the MX records shown.
"""

from __future__ import annotations

from cloudmailin.dns.causes.reading import host_of, seen
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView


def mx_null(record_set: RecordSet, view: ZoneView) -> Finding | None:
    found = seen(record_set, view)
    if any(host_of(value) == "." for value in found):
        detail = {"name": record_set.records[0].name}
        return Finding(record_set.purpose, FindingStatus.CONFLICTING, "mx_null", found, detail)
    return None
