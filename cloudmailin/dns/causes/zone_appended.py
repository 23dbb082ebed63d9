"""The DNS host appended the zone to the target: a final dot was missing.

Source: DNS-MISTAKES row 8. Fix: end the target with a dot, or choose the host's "absolute" option.
"""

from __future__ import annotations

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.causes.reading import host_of, values
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView


def zone_appended(record_set: RecordSet, view: ZoneView) -> Finding | None:
    zone = view.zone.apex if view.zone else record_set.domain
    for record in record_set.records:
        if record.type is RecordType.TXT:
            continue
        target, found = host_of(record.value), values(view, record.name, record.type)
        if f"{target}.{zone}" in map(host_of, found):
            detail = {"target": target, "zone": zone}
            return Finding(record_set.purpose, FindingStatus.WRONG, "zone_appended", found, detail)
    return None
