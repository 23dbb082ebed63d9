"""One look at a domain: every question that its records need, with the answers as they came."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from cloudmailin.dns.answers import Answer, Found, Question, RecordType, Unknown, UnknownReason
from cloudmailin.dns.probes import probes
from cloudmailin.dns.records import Purpose, RecordSet
from tenants.names import is_below, registrable


@dataclass(frozen=True, slots=True)
class Server:
    """A name server of a zone; `address` is an IP address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Zone:
    apex: str
    servers: tuple[Server, ...]


@dataclass(frozen=True, slots=True)
class ZoneView:
    """`zone` is None when it could not be found out; then every answer is unknown."""

    domain: str
    zone: Zone | None
    answers: Mapping[Question, Answer]

    def answer(self, name: str, type: RecordType) -> Answer:
        return self.answers.get(Question(name, type), Unknown(UnknownReason.NO_SERVERS))


class Asker(Protocol):
    """What `look` needs of a resolver."""

    async def zone_of(self, name: str) -> Zone | Unknown: ...

    async def published(self, question: Question, zone: Zone) -> Answer: ...

    async def visible(self, question: Question) -> Answer: ...


async def look(sets: Sequence[RecordSet], asker: Asker, domain: str) -> ZoneView:
    """Ask the zone's own servers all that the sets need, at once. Never raises for what the network does.

    Only for what is missing or wrong there is a second step, which looks for what was done in its place.
    """
    zone = await asker.zone_of(domain)
    questions = list(dict.fromkeys(question for each in sets for question in _questions(each)))
    if isinstance(zone, Unknown):
        return ZoneView(domain, None, dict.fromkeys(questions, zone))
    policies = {question for each in sets if each.purpose is Purpose.DMARC for question in deciding(each)}
    answers = await asyncio.gather(
        *(_answer(question, zone, asker, follow=question in policies) for question in questions)
    )
    known = dict(zip(questions, answers, strict=True))
    further = (probes(each, zone.apex, [known[question] for question in deciding(each)]) for each in sets)
    closer = list(dict.fromkeys(question for each in further for question in each if question not in known))
    found = await asyncio.gather(*(asker.published(question, zone) for question in closer))
    return ZoneView(domain, zone, known | dict(zip(closer, found, strict=True)))


async def _answer(question: Question, zone: Zone, asker: Asker, *, follow: bool) -> Answer:
    """A policy may be a vendor's, behind an alias into a zone of theirs; all else counts at its own name only."""
    answer = await asker.published(question, zone)
    if not (follow and isinstance(answer, Found) and answer.alias and not answer.values):
        return answer
    behind = await asker.visible(Question(answer.alias, question.type))
    if isinstance(behind, Unknown):
        return behind
    return replace(answer, values=behind.values) if isinstance(behind, Found) else answer


def deciding(record_set: RecordSet) -> Iterator[Question]:
    """The questions of which any may find the set fulfilled: it is not missing until all have their answers."""
    for record in (*record_set.records, *filter(None, [record_set.alternative])):
        yield Question(record.name, record.type)
    if record_set.purpose is Purpose.DKIM:
        for name in parent_dkim_names(record_set):
            yield Question(name, RecordType.CNAME)
            yield Question(name, RecordType.TXT)


def _questions(record_set: RecordSet) -> Iterator[Question]:
    """What decides, and the type under which people put an alias's target by mistake."""
    yield from deciding(record_set)
    for record in record_set.records:
        if record.type is RecordType.CNAME:
            yield Question(record.name, RecordType.TXT)


def parent_dkim_names(record_set: RecordSet) -> tuple[str, ...]:
    """CloudMailin accepts the DKIM record on the sending domain's parent as well, up to what can be registered."""
    domain, registered = record_set.domain, registrable(record_set.domain)
    if registered is None or not is_below(domain, registered):
        return ()
    return (record_set.records[0].name.removesuffix(domain) + domain.split(".", 1)[1],)
