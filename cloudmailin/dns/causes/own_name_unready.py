"""The alias leads to the name that was shown, which is the brand's own and does not lead on: nothing for a customer to mend.

Source: CLOUDMAILIN.md section 3 ("own names"). Unknown, since nothing may change for a customer who did all that was asked.
"""

from __future__ import annotations

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.causes.reading import values
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import Purpose, RecordSet
from cloudmailin.dns.zone_view import ZoneView, parent_dkim_names


def own_name_unready(record_set: RecordSet, view: ZoneView) -> Finding | None:
    if not record_set.behind:
        return None
    record = record_set.records[0]
    parents = parent_dkim_names(record_set) if record_set.purpose is Purpose.DKIM else ()
    for name in (record.name, *parents):
        found = values(view, name, RecordType.CNAME)
        if record.value in found:
            detail = {"name": record.value}
            return Finding(record_set.purpose, FindingStatus.UNKNOWN, "own_name_unready", found, detail)
    return None
