"""One valid DMARC policy, whichever the customer chose, or an alias to a vendor that holds it.

Source: RFC 7489 section 6.3; DNS-MISTAKES rows 45 to 48. What is worth knowing of a valid policy is said, and no more.
"""

from __future__ import annotations

from cloudmailin.dns.causes.dmarc_invalid import is_policy
from cloudmailin.dns.causes.reading import reached, tags
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView


def dmarc_right(record_set: RecordSet, view: ZoneView) -> Finding | None:
    if policies := tuple(filter(is_policy, reached(record_set, view))):
        code = _notice(tags(policies[0]))
        detail = {"name": record_set.records[0].name}
        return Finding(record_set.purpose, FindingStatus.OK, code, policies, detail)
    return None


dmarc_right.codes = ("dmarc_right", "dmarc_reports_lost", "dmarc_strict")  # type: ignore[attr-defined]


def _notice(found: dict[str, str]) -> str:
    """Reports go to mailto: addresses only; the return path lies below the domain, so strict SPF never fits."""
    reports = [each for tag in ("rua", "ruf") for each in found.get(tag, "").split(",") if each]
    if any(not each.lower().startswith("mailto:") for each in reports):
        return "dmarc_reports_lost"
    return "dmarc_strict" if found.get("aspf", "").lower() == "s" else "dmarc_right"
