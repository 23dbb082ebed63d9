"""The value is right but for quotation marks that were stored with it.

Source: DNS-MISTAKES rows 14, 15. Fix: paste the value without quotation marks.
"""

from __future__ import annotations

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.causes.reading import values
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView

_QUOTES = "\"'“”„‘’«»"


def text_in_quotes(record_set: RecordSet, view: ZoneView) -> Finding | None:
    record = record_set.alternative or record_set.records[0]
    found = values(view, record.name, RecordType.TXT)
    if any(
        value != value.strip(_QUOTES) and value.strip(_QUOTES).lower() == record.value.lower()
        for value in found
    ):
        return Finding(
            record_set.purpose, FindingStatus.WRONG, "text_in_quotes", found, {"name": record.name}
        )
    return None
