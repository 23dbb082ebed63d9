"""No definitive answer came: nothing is known, and nothing may change.

Source: DNS-MISTAKES rows 51, 53, 54, 56, 62, 63 and the rules for judging an answer. We ask again in every case;
where the reason lies with the customer's DNS host, that is said.
"""

from __future__ import annotations

from cloudmailin.dns.answers import Unknown, UnknownReason
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView, deciding

_OF_THE_ZONE = {
    UnknownReason.DISAGREEING: "servers_disagree",
    UnknownReason.LAME: "servers_lame",
    UnknownReason.REFUSED: "servers_refuse",
    UnknownReason.SERVFAIL: "servers_fail",
}


def unanswered(record_set: RecordSet, view: ZoneView) -> Finding | None:
    for question in deciding(record_set):
        answer = view.answer(question.name, question.type)
        if isinstance(answer, Unknown):
            servers = (
                ", ".join(dict.fromkeys(server.name for server in view.zone.servers)) if view.zone else ""
            )
            detail = {
                "name": question.name,
                "reason": answer.reason.value,
                "zone": view.zone.apex if view.zone else "",
                "servers": servers,
            }
            return Finding(record_set.purpose, FindingStatus.UNKNOWN, _code(view, answer), detail=detail)
    return None


unanswered.codes = (  # type: ignore[attr-defined]
    "unanswered",
    "zone_fails",
    "servers_private",
    *_OF_THE_ZONE.values(),
)


def _code(view: ZoneView, answer: Unknown) -> str:
    if answer.reason is UnknownReason.PRIVATE_SERVER:
        return "servers_private"
    if view.zone is None:
        return "zone_fails" if answer.reason is UnknownReason.SERVFAIL else "unanswered"
    return _OF_THE_ZONE.get(answer.reason, "unanswered")
