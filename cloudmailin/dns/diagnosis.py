"""From one look at DNS to a finding for each record set: right, missing, wrong, conflicting or unknown."""

from __future__ import annotations

from dataclasses import replace

from cloudmailin.dns.causes import CAUSES
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.visibility import hidden_seconds
from cloudmailin.dns.zone_view import ZoneView, asked_about

__all__ = ["Finding", "FindingStatus", "judge"]


def judge(record_set: RecordSet, view: ZoneView) -> Finding:
    """The first cause in the catalogue that explains what was seen, with the evidence; the last always does."""
    finding = next(filter(None, (cause(record_set, view) for cause in CAUSES[record_set.purpose])))
    return replace(
        finding,
        hidden_seconds=hidden_seconds(record_set, view) if finding.status is FindingStatus.OK else None,
        is_indirect=view.is_indirect,
        exchanges=asked_about(record_set, view),
    )
