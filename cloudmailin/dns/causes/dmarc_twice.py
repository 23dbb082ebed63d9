"""Two DMARC records at one name: receivers then ignore both (RFC 7489 section 6.6.3).

Source: DNS-MISTAKES row 44. Fix: keep one.
"""

from __future__ import annotations

from cloudmailin.dns.causes.dmarc_invalid import means_a_policy
from cloudmailin.dns.causes.reading import reached
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView


def dmarc_twice(record_set: RecordSet, view: ZoneView) -> Finding | None:
    found = tuple(filter(means_a_policy, reached(record_set, view)))
    if len(found) > 1:
        detail = {"name": record_set.records[0].name}
        return Finding(record_set.purpose, FindingStatus.CONFLICTING, "dmarc_twice", found, detail)
    return None
