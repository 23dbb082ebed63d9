"""A wildcard: it answers at names that have no record of their own, and is hidden where there is any (RFC 4592).

Source: DNS-MISTAKES rows 59, 60. Fix: add the exact record; it takes precedence over the wildcard.
"""

from __future__ import annotations

from cloudmailin.dns.answers import Absent, AbsentKind, Found, RecordType
from cloudmailin.dns.causes.judged import is_right
from cloudmailin.dns.causes.reading import seen, values
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.probes import accepted, nobody
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView


def wildcard_answers(record_set: RecordSet, view: ZoneView) -> Finding | None:
    """What stands at the name is what any name gets, and it is not what is wanted there."""
    zone = view.zone.apex if view.zone else ""
    for record in accepted(record_set):
        here, anywhere = view.answer(record.name, record.type), view.answer(nobody(zone), record.type)
        if not (isinstance(here, Found) and isinstance(anywhere, Found)) or record.name == zone:
            continue
        right = any(is_right(record_set, record.type, value) for value in (*here.values, here.alias or ""))
        if (here.values, here.alias) == (anywhere.values, anywhere.alias) and not right:
            shown = here.values or (here.alias or "",)
            detail = {"name": record.name, "zone": zone, "found": shown[0]}
            return Finding(record_set.purpose, FindingStatus.WRONG, "wildcard_answers", shown, detail)
    return None


def mx_wildcard_hidden(record_set: RecordSet, view: ZoneView) -> Finding | None:
    """Our hosts stand in the wildcard's MX records, which other records at the domain hide."""
    zone = view.zone.apex if view.zone else ""
    here = view.answer(record_set.domain, RecordType.MX)
    wild = values(view, nobody(zone), RecordType.MX)
    hidden = isinstance(here, Absent) and here.kind is AbsentKind.NODATA and not seen(record_set, view)
    if hidden and any(value.endswith(record_set.hosts) for value in wild):
        detail = {"name": record_set.domain, "zone": zone}
        return Finding(record_set.purpose, FindingStatus.MISSING, "mx_wildcard_hidden", wild, detail)
    return None
