"""What DNS says of a domain, as lines for a terminal: the same look and the same verdicts as on the customer's page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cloudmailin.dns.answers import Found
from cloudmailin.dns.diagnosis import judge
from cloudmailin.dns.dig import dig
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.hosts import host_of
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.transcript import Exchange
from cloudmailin.dns.zone_view import ZoneView
from portal import words

_SIGNS = {FindingStatus.OK: "✓", FindingStatus.MISSING: "○", FindingStatus.UNKNOWN: "?"}
_MISTAKEN = "✗"


def report(sets: Sequence[RecordSet], view: ZoneView) -> Iterator[str]:
    """Where the zone is served, then each set of records: what was found, why it is wrong, and how to ask oneself."""
    yield from _zone(view)
    for record_set in sets:
        yield ""
        yield from _section(record_set, judge(record_set, view), view)


def is_fine(sets: Sequence[RecordSet], view: ZoneView) -> bool:
    """Whether everything that is needed is there."""
    return all(judge(each, view).status is FindingStatus.OK for each in sets if each.required)


def _zone(view: ZoneView) -> Iterator[str]:
    if view.zone is None:
        yield "Its zone could not be found: no name server answered for it."
        return
    names = sorted({server.name for server in view.zone.servers})
    host = host_of(names)
    if view.is_indirect:
        yield "None of its name servers could be reached; this is what a public resolver says."
    yield f"Zone {view.zone.apex}, served by {', '.join(names)}" + (
        f" ({host.name})" if host.is_known else ""
    )


def _section(record_set: RecordSet, finding: Finding, view: ZoneView) -> Iterator[str]:
    said = words.FINDINGS[finding.code].filled(finding.detail)
    title = words.PURPOSES[record_set.purpose].title
    yield f"{_SIGNS.get(finding.status, _MISTAKEN)} {title}: {words.STATUSES[finding.status]} ({finding.code})"
    yield from (f"    {text}" for text in (said.title, said.sentence, said.advice) if text)
    if finding.hidden_seconds:
        yield f"    Published; caches may hide it for another {finding.hidden_seconds} seconds."
    yield from (f"    saw   {value}" for value in finding.seen)
    if finding.status is not FindingStatus.OK:
        for record in record_set.records:
            yield f"    want  {record.name}  {record.type}  {record.value}"
        yield from (f"    asked {_told(each)}" for each in finding.exchanges)
    yield f"    ask   {dig(record_set.records[0], view.zone.servers[0].name if view.zone else '')}"


def _told(exchange: Exchange) -> str:
    answer, question = exchange.answer, exchange.question
    values = answer.values or (f"alias of {answer.alias}",) if isinstance(answer, Found) else ()
    said = ", ".join(values) or words.SAID[exchange.said]
    server = exchange.server or "resolver"
    return f"{question.name} {question.type} at {server} ({exchange.address}): {said} [{exchange.milliseconds} ms]"
