"""The right value at a wrong name: how panels complete names, and what gets lost on the way into their fields.

Source: DNS-MISTAKES rows 1 to 5. Fix: move the record to the name shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from cloudmailin.dns import probes
from cloudmailin.dns.causes.judged import is_right
from cloudmailin.dns.causes.reading import values
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import Purpose, RecordSet, relative
from cloudmailin.dns.zone_view import ZoneView


def misplaced(record_set: RecordSet, view: ZoneView) -> Finding | None:
    if view.zone is None:
        return None
    name, zone = record_set.records[0].name, view.zone.apex
    for code, place in _places(record_set, zone):
        if found := _right_at(place, record_set, view):
            detail = {"name": name, "found": place, "host": relative(name, zone), "zone": zone}
            return Finding(record_set.purpose, FindingStatus.WRONG, code, found, detail)
    return None


misplaced.codes = (  # type: ignore[attr-defined]
    "name_doubled",
    "name_doubled_in_sub_zone",
    "name_lacks_underscore",
    "name_lacks_domainkey",
    "name_lacks_subdomain",
    "name_at_the_top",
)


def _places(record_set: RecordSet, zone: str) -> Iterator[tuple[str, str]]:
    """A policy above or at the domain has causes of its own; so have MX records of a domain above."""
    name = record_set.records[0].name
    yield from (("name_doubled", each) for each in probes.doubled(name, zone))
    yield from (("name_doubled_in_sub_zone", each) for each in probes.doubled_in_sub_zone(name, zone))
    yield from (("name_lacks_underscore", each) for each in probes.without_underscore(name))
    if record_set.purpose in (Purpose.DMARC, Purpose.MX):
        return
    yield from (("name_lacks_domainkey", each) for each in probes.without_domainkey(name))
    above = probes.without_subdomain(name, record_set.domain, zone)
    yield from (("name_lacks_subdomain", each) for each in above)
    yield from (("name_at_the_top", each) for each in probes.at_the_top(name, zone))


def _right_at(place: str, record_set: RecordSet, view: ZoneView) -> tuple[str, ...]:
    """The values there, if one is right and none of them comes from a wildcard, which answers at any name."""
    zone = view.zone.apex if view.zone else ""
    for type in dict.fromkeys(record.type for record in probes.accepted(record_set)):
        found = values(view, place, type)
        wild = values(view, probes.nobody(zone), type)
        if found != wild and any(is_right(record_set, type, value) for value in found):
            return found
    return ()
