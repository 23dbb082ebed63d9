"""The record is not there because the zone is not the one that the customer edits.

Source: DNS-MISTAKES rows 2, 49, 50, 52, 55. Fix: register or renew the domain, or add the record in the zone shown.
"""

from __future__ import annotations

from cloudmailin.dns.answers import Absent, AbsentKind, RecordType
from cloudmailin.dns.causes.reading import values
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.probes import above_what_is_registered, domainkey_of
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.server_names import matches
from cloudmailin.dns.zone_view import ZoneView
from tenants.names import is_below, registrable

_HOLDS = (
    "*.suspended-domain.com",
    "*.verification-hold.suspended-domain.com",
    "verify-contact-details.namecheap.com",
    "failed-whois-verification.namecheap.com",
    "*.pendingrenewaldeletion.com",
    "*.renewyourname.net",
)
"""Name servers to which registrars move a domain that is expired, or whose holder did not confirm the address."""


def not_registered(record_set: RecordSet, view: ZoneView) -> Finding | None:
    """The registry says so itself: it was asked because no zone was found below its own."""
    zone = view.zone.apex if view.zone else ""
    registered = above_what_is_registered(record_set.domain, zone)
    if registered is None:
        return None
    answer = view.answer(registered, RecordType.NS)
    if isinstance(answer, Absent) and answer.kind is AbsentKind.NXDOMAIN:
        detail = {"name": registered, "zone": zone}
        return Finding(record_set.purpose, FindingStatus.MISSING, "not_registered", detail=detail)
    return None


def on_hold(record_set: RecordSet, view: ZoneView) -> Finding | None:
    servers = [server.name for server in view.zone.servers] if view.zone else []
    if held := [each for each in servers if any(matches(pattern, each) for pattern in _HOLDS)]:
        detail = {"name": registrable(record_set.domain) or record_set.domain, "servers": ", ".join(held)}
        return Finding(record_set.purpose, FindingStatus.MISSING, "on_hold", detail=detail)
    return None


def dkim_delegated(record_set: RecordSet, view: ZoneView) -> Finding | None:
    place = domainkey_of(record_set.domain)
    if servers := values(view, place, RecordType.NS):
        detail = {"name": record_set.records[0].name, "zone": place, "servers": ", ".join(servers)}
        return Finding(record_set.purpose, FindingStatus.MISSING, "dkim_delegated", servers, detail)
    return None


def in_sub_zone(record_set: RecordSet, view: ZoneView) -> Finding | None:
    registered = registrable(record_set.domain)
    if view.zone is None or registered is None or not is_below(view.zone.apex, registered):
        return None
    servers = ", ".join(dict.fromkeys(server.name for server in view.zone.servers))
    detail = {
        "name": record_set.records[0].name,
        "zone": view.zone.apex,
        "parent": registered,
        "servers": servers,
    }
    return Finding(record_set.purpose, FindingStatus.MISSING, "in_sub_zone", detail=detail)
