"""The tenant's own token stands at the name: the domain is proven.

Only the exact value counts, and only at the name itself (RFC 8555 section 8.4 has the same idea), so that
neither a wildcard that answers everything nor an alias to somebody else's zone can prove anything.
"""

from __future__ import annotations

from cloudmailin.dns.causes.reading import seen
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView


def token_right(record_set: RecordSet, view: ZoneView) -> Finding | None:
    found = seen(record_set, view)
    if record_set.records[0].value in found:
        return Finding(record_set.purpose, FindingStatus.OK, "token_right", found)
    return None
