"""No definitive answer came: nothing is known, and nothing may change.

Source: DNS-MISTAKES rows 51, 53, 54, 56, 62, 63 and the rules for judging an answer. We ask again in every case;
where the reason lies with the customer's DNS host, that is said.
"""

from __future__ import annotations

from cloudmailin.dns.answers import Question, Unknown, UnknownReason
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView, deciding

_OF_THE_ZONE = {
    UnknownReason.DISAGREEING: "servers_disagree",
    UnknownReason.LAME: "servers_lame",
    UnknownReason.REFUSED: "servers_refuse",
    UnknownReason.SERVFAIL: "servers_fail",
}

_OF_THE_WAY = {
    UnknownReason.PRIVATE_SERVER: "servers_private",
    UnknownReason.BOGUS: "dnssec_bogus",
}


def unanswered(record_set: RecordSet, view: ZoneView) -> Finding | None:
    for question in deciding(record_set):
        if view.zone and question not in view.answers:
            continue  # the record itself was found, and nothing more was asked
        answer = view.answer(question.name, question.type)
        if isinstance(answer, Unknown):
            servers = (server.name for server in view.zone.servers) if view.zone else ()
            detail = {
                "name": question.name,
                "reason": answer.reason.value,
                "zone": view.zone.apex if view.zone else "",
                "servers": ", ".join(dict.fromkeys(servers)),
            }
            code = _code(view, question, answer)
            return Finding(record_set.purpose, FindingStatus.UNKNOWN, code, detail=detail)
    return None


unanswered.codes = (  # type: ignore[attr-defined]
    "unanswered",
    "zone_fails",
    *_OF_THE_WAY.values(),
    *_OF_THE_ZONE.values(),
)


def _code(view: ZoneView, question: Question, answer: Unknown) -> str:
    """The zone's servers are blamed only for names of the zone, and, but for contradictions, for all at once."""
    if answer.reason in _OF_THE_WAY:
        return _OF_THE_WAY[answer.reason]
    if view.zone is None:
        return "zone_fails" if answer.reason is UnknownReason.SERVFAIL else "unanswered"
    own = [each for asked, each in view.answers.items() if _is_in(asked.name, view.zone.apex)]
    all_at_once = all(isinstance(each, Unknown) for each in own)
    contradict = answer.reason is UnknownReason.DISAGREEING
    if _is_in(question.name, view.zone.apex) and (contradict or all_at_once):
        return _OF_THE_ZONE.get(answer.reason, "unanswered")
    return "unanswered"


def _is_in(name: str, apex: str) -> bool:
    return name == apex or name.endswith(f".{apex}")
