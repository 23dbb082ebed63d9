"""No definitive answer came: nothing is known, and nothing may change.

Source: DNS-MISTAKES rows 53, 63 and the rules for judging an answer. Fix: none of the customer's; we ask again.
"""

from __future__ import annotations

from cloudmailin.dns.answers import Unknown
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView, deciding


def unanswered(record_set: RecordSet, view: ZoneView) -> Finding | None:
    for question in deciding(record_set):
        answer = view.answer(question.name, question.type)
        if isinstance(answer, Unknown):
            detail = {"name": question.name, "reason": answer.reason.value}
            return Finding(record_set.purpose, FindingStatus.UNKNOWN, "unanswered", detail=detail)
    return None
