"""The CNAME's target was published as a TXT record.

Source: DNS-MISTAKES row 25. Fix: change the record's type to CNAME.
"""

from __future__ import annotations

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.causes.reading import values
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView


def text_instead_of_alias(record_set: RecordSet, view: ZoneView) -> Finding | None:
    record = record_set.records[0]
    found = values(view, record.name, RecordType.TXT)
    if record.value in {value.strip().strip('"').rstrip(".").lower() for value in found}:
        detail = {"name": record.name, "target": record.value}
        return Finding(record_set.purpose, FindingStatus.WRONG, "text_instead_of_alias", found, detail)
    return None
