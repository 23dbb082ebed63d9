"""Published is not yet visible: how long caches may go on saying what they said before (RFC 1035, RFC 2308)."""

from __future__ import annotations

from cloudmailin.dns.answers import Absent, Answer, Found, Unknown, content
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView, deciding


def hidden_seconds(record_set: RecordSet, view: ZoneView) -> int | None:
    """0 once a public resolver says what the zone says; else until it forgets its old answer; None if not known."""
    asked = {each: view.visible[each] for each in deciding(record_set) if each in view.visible}
    if not asked:
        return None
    old = [answer for question, answer in asked.items() if not _same(answer, view.answers[question])]
    waits = [_left(answer) for answer in old]
    return None if None in waits else max((wait for wait in waits if wait is not None), default=0)


def _same(visible: Answer, published: Answer) -> bool:
    if isinstance(visible, Unknown) or isinstance(published, Unknown):
        return False
    return content(visible) == content(published)


def _left(answer: Answer) -> int | None:
    match answer:
        case Found():
            return answer.ttl
        case Absent():
            return answer.negative_ttl
        case _:
            return None
