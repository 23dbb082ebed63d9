"""Our MX hosts stand at a domain above, or in a record of another type.

Source: DNS-MISTAKES rows 3, 25. Fix: MX records at the name shown.
"""

from __future__ import annotations

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.causes.reading import host_of, seen, values
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.probes import above_domain
from cloudmailin.dns.records import MX_ALIAS, RecordSet, relative
from cloudmailin.dns.zone_view import ZoneView


def mx_above(record_set: RecordSet, view: ZoneView) -> Finding | None:
    """That may be right for the domain above, so nothing is called wrong."""
    if view.zone is None or seen(record_set, view):
        return None
    for name in above_domain(record_set.domain, view.zone.apex):
        found = values(view, name, RecordType.MX)
        if any(host_of(value) in record_set.hosts for value in found):
            host = relative(record_set.domain, view.zone.apex)
            detail = {"name": record_set.domain, "found": name, "host": host}
            return Finding(record_set.purpose, FindingStatus.MISSING, "mx_above", found, detail)
    return None


def text_instead_of_mx(record_set: RecordSet, view: ZoneView) -> Finding | None:
    found = values(view, record_set.domain, RecordType.TXT)
    hosts = (*record_set.hosts, MX_ALIAS)
    ours = tuple(text for text in found if text.strip("\"' .").lower().split(" ")[-1] in hosts)
    if ours and not seen(record_set, view):
        detail = {"name": record_set.domain, "found": ours[0]}
        return Finding(record_set.purpose, FindingStatus.WRONG, "text_instead_of_mx", ours, detail)
    return None
