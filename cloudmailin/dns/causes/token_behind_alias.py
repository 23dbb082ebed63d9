"""A CNAME stands where the ownership record belongs: what is behind it proves nothing about this name.

Source: THREATS row 10. Fix: remove the CNAME and publish the TXT record itself.
"""

from __future__ import annotations

from cloudmailin.dns.answers import Found
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView


def token_behind_alias(record_set: RecordSet, view: ZoneView) -> Finding | None:
    record = record_set.records[0]
    answer = view.answer(record.name, record.type)
    if isinstance(answer, Found) and answer.alias:
        detail = {"name": record.name, "alias": answer.alias}
        return Finding(record_set.purpose, FindingStatus.WRONG, "token_behind_alias", (answer.alias,), detail)
    return None
