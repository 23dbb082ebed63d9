"""One valid DMARC policy, whichever the customer chose, or an alias to a vendor that holds it.

Source: RFC 7489 section 6.3; DNS-MISTAKES rows 47, 48.
"""

from __future__ import annotations

from cloudmailin.dns.causes.dmarc_invalid import is_policy
from cloudmailin.dns.causes.reading import reached
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView


def dmarc_right(record_set: RecordSet, view: ZoneView) -> Finding | None:
    if policies := tuple(filter(is_policy, reached(record_set, view))):
        return Finding(record_set.purpose, FindingStatus.OK, "dmarc_right", policies)
    return None
