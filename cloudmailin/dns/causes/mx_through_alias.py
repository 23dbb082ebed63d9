"""A CNAME at the domain itself, in place of MX records.

Source: DNS-MISTAKES row 39; CloudMailin's own CNAME works and is no longer recommended, any other leads mail away.
"""

from __future__ import annotations

from cloudmailin.dns.answers import Found
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import MX_ALIAS, RecordSet
from cloudmailin.dns.zone_view import ZoneView


def mx_through_alias(record_set: RecordSet, view: ZoneView) -> Finding | None:
    record = record_set.records[0]
    answer = view.answer(record.name, record.type)
    if not isinstance(answer, Found) or answer.alias is None:
        return None
    detail = {"name": record.name, "alias": answer.alias}
    if answer.alias == MX_ALIAS:
        return Finding(record_set.purpose, FindingStatus.OK, "mx_through_alias", (answer.alias,), detail)
    return Finding(record_set.purpose, FindingStatus.CONFLICTING, "mx_behind_alias", (answer.alias,), detail)


mx_through_alias.codes = ("mx_through_alias", "mx_behind_alias")  # type: ignore[attr-defined]
