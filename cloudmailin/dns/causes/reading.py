"""What several causes read from a look at DNS."""

from __future__ import annotations

import re

from cloudmailin.dns.answers import Found, RecordType
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import LONGEST_CHAIN, ZoneView


def values(view: ZoneView, name: str, type: RecordType) -> tuple[str, ...]:
    """The values of one type at a name itself; none where it is absent, unknown or stands behind an alias."""
    answer = view.answer(name, type)
    return answer.values if isinstance(answer, Found) and answer.alias is None else ()


def seen(record_set: RecordSet, view: ZoneView) -> tuple[str, ...]:
    """What stands in DNS of the type that the set asks for."""
    first = record_set.records[0]
    return values(view, first.name, first.type)


def reached(record_set: RecordSet, view: ZoneView) -> tuple[str, ...]:
    """What stands at the name or behind an alias there: what a mail server reads."""
    answer = view.answer(record_set.records[0].name, record_set.records[0].type)
    return answer.values if isinstance(answer, Found) else ()


def leads_right(record_set: RecordSet, view: ZoneView, target: str) -> bool:
    """Whether a CNAME's target is what is wanted; by way of further aliases only where the brand has names of its own."""
    if not record_set.behind:
        return target == record_set.records[0].value
    wanted = {record.value for record in record_set.behind}
    for _ in range(LONGEST_CHAIN):
        if target in wanted:
            return True
        onward = values(view, target, RecordType.CNAME)
        if not onward:
            return False
        target = onward[0]
    return False


def tags(text: str) -> dict[str, str]:
    """The tag=value list of a DKIM or DMARC record (RFC 6376 section 3.2); white space in values is dropped."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): re.sub(r"\s+", "", value) for name, equals, value in pairs if equals}


def host_of(value: str) -> str:
    """The host name in an MX or CNAME value."""
    return value.rsplit(" ", 1)[-1]
