"""From one look at DNS to a finding for each record set: right, missing, wrong, conflicting or unknown."""

from __future__ import annotations

from cloudmailin.dns.causes import CAUSES
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView

__all__ = ["Finding", "FindingStatus", "judge"]


def judge(record_set: RecordSet, view: ZoneView) -> Finding:
    """The first cause in the catalogue that explains what was seen; the last of each purpose always does."""
    for cause in CAUSES[record_set.purpose]:
        if finding := cause(record_set, view):
            return finding
    raise LookupError(f"No cause explains {record_set.purpose}.")
