"""A TXT record at the DMARC name that no receiver reads as a policy (RFC 7489 section 6.3).

Source: DNS-MISTAKES row 45. Fix: begin it with v=DMARC1 and give it a p= of none, quarantine or reject.
"""

from __future__ import annotations

from cloudmailin.dns.causes.reading import reached, tags
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView

_POLICIES = ("none", "quarantine", "reject")


def means_a_policy(text: str) -> bool:
    found = tags(text)
    return next(iter(found), None) == "v" and found["v"].upper() == "DMARC1"


def is_policy(text: str) -> bool:
    found = tags(text)
    return means_a_policy(text) and found["v"] == "DMARC1" and found.get("p", "").lower() in _POLICIES


def dmarc_invalid(record_set: RecordSet, view: ZoneView) -> Finding | None:
    if found := reached(record_set, view):
        detail = {"name": record_set.records[0].name}
        return Finding(record_set.purpose, FindingStatus.WRONG, "dmarc_invalid", found, detail)
    return None
