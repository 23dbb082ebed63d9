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
        texts = sorted(found)
        text = next((each for each in texts if tags(each).keys() & {"v", "p"}), texts[0])
        detail = {"name": record_set.records[0].name, "found": tags(text).get("p", "")}
        return Finding(record_set.purpose, FindingStatus.WRONG, _why(text), found, detail)
    return None


dmarc_invalid.codes = (  # type: ignore[attr-defined]
    "dmarc_spf_there",
    "dmarc_version_wrong",
    "dmarc_policy_left_out",
    "dmarc_policy_unknown",
    "dmarc_invalid",
)


def _why(text: str) -> str:
    found = tags(text)
    if text.lower().startswith("v=spf1"):
        return "dmarc_spf_there"
    if not found.keys() & {"v", "p"}:
        return "dmarc_invalid"
    if not means_a_policy(text) or found["v"] != "DMARC1":
        return "dmarc_version_wrong"
    return "dmarc_policy_unknown" if found.get("p") else "dmarc_policy_left_out"
