"""One look at a domain: every question that its records need, with the answers as they came."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from cloudmailin.dns.answers import Answer, Question, RecordType, Unknown, UnknownReason
from cloudmailin.dns.records import Purpose, RecordSet


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


async def look(sets: Sequence[RecordSet], asker: Asker, domain: str) -> ZoneView:
    """Ask the zone's own servers all that the sets need, at once. Never raises for what the network does."""
    zone = await asker.zone_of(domain)
    questions = list(dict.fromkeys(question for each in sets for question in _questions(each)))
    if isinstance(zone, Unknown):
        return ZoneView(domain, None, dict.fromkeys(questions, zone))
    answers = await asyncio.gather(*(asker.published(question, zone) for question in questions))
    return ZoneView(domain, zone, dict(zip(questions, answers, strict=True)))


def _questions(record_set: RecordSet) -> Iterator[Question]:
    """Each record's own type, and those under which people put it by mistake."""
    for record in (*record_set.records, *filter(None, [record_set.alternative])):
        yield Question(record.name, record.type)
        if record.type is RecordType.CNAME:
            yield Question(record.name, RecordType.TXT)
    if record_set.purpose is Purpose.DKIM:
        for name in parent_dkim_names(record_set):
            yield Question(name, RecordType.CNAME)
            yield Question(name, RecordType.TXT)


def parent_dkim_names(record_set: RecordSet) -> tuple[str, ...]:
    """CloudMailin accepts the DKIM record on the sending domain's parent as well."""
    name = record_set.records[0].name
    parent = record_set.domain.split(".", 1)[1]
    return (name.removesuffix(record_set.domain) + parent,) if "." in parent else ()
