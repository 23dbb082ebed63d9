"""No definitive answer came: nothing is known, and nothing may change.

Source: DNS-MISTAKES rows 53, 63 and the rules for judging an answer. Fix: none of the customer's; we ask again.
"""

from __future__ import annotations

from cloudmailin.dns.answers import Unknown
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView


def unanswered(record_set: RecordSet, view: ZoneView) -> Finding | None:
    wanted = (*record_set.records, *filter(None, [record_set.alternative]))
    for record in wanted:
        answer = view.answer(record.name, record.type)
        if isinstance(answer, Unknown):
            detail = {"name": record.name, "reason": answer.reason.value}
            return Finding(record_set.purpose, FindingStatus.UNKNOWN, "unanswered", detail=detail)
    return None
