"""Name and value were exchanged: a CNAME at our host name, with the zone behind it, that leads to the customer's name.

Source: DNS-MISTAKES row 7. Fix: delete it and add the record the other way round.
"""

from __future__ import annotations

from cloudmailin.dns import probes
from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.causes.reading import values
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet, relative
from cloudmailin.dns.zone_view import ZoneView


def name_and_value_swapped(record_set: RecordSet, view: ZoneView) -> Finding | None:
    if view.zone is None:
        return None
    record, zone = record_set.records[0], view.zone.apex
    host = relative(record.name, zone)
    leads_here = {record.name, host, f"{record.name}.{zone}"}
    for place in probes.swapped(record.value, zone):
        found = values(view, place, RecordType.CNAME)
        if leads_here & set(found):
            detail = {"name": record.name, "found": place, "host": host, "target": record.value}
            return Finding(record_set.purpose, FindingStatus.WRONG, "name_and_value_swapped", found, detail)
    return None
