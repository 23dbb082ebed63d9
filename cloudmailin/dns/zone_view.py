"""One look at a domain: every question that its records need, with the answers as they came."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Protocol

from cloudmailin.dns.answers import Answer, Found, Question, RecordType, Unknown, UnknownReason
from cloudmailin.dns.probes import probes, stands
from cloudmailin.dns.records import Purpose, RecordSet
from cloudmailin.dns.transcript import Exchange, recorded
from tenants.names import is_below, registrable

LONGEST_CHAIN = 8
"""Aliases that are followed, one behind the other."""

LONGEST_LOOK = 15.0
"""Seconds; less than the lease of a check."""

_UNREACHED = (Unknown(UnknownReason.TIMEOUT), Unknown(UnknownReason.UNREACHABLE))


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
    """`zone` is None when it could not be found out; then every answer is unknown.

    `answers` are what the zone's servers publish; `visible` is what a public resolver says of records that are
    published, where that was asked. Where none of the zone's servers could be reached, as behind a fire wall that
    closes port 53, `is_indirect` is true and `answers` are a public resolver's. `transcript` says how it was asked.
    """

    domain: str
    zone: Zone | None
    answers: Mapping[Question, Answer]
    visible: Mapping[Question, Answer] = field(default_factory=dict)
    is_indirect: bool = False
    transcript: tuple[Exchange, ...] = ()

    def answer(self, name: str, type: RecordType) -> Answer:
        return self.answers.get(Question(name, type), Unknown(UnknownReason.NO_SERVERS))


class Asker(Protocol):
    """What `look` needs of a resolver."""

    async def zone_of(self, name: str) -> Zone | Unknown: ...

    async def published(self, question: Question, zone: Zone) -> Answer: ...

    async def visible(self, question: Question) -> Answer: ...


async def look(
    sets: Sequence[RecordSet],
    asker: Asker,
    domain: str,
    *,
    is_news: bool = True,
    seconds: float = LONGEST_LOOK,
) -> ZoneView:
    """Ask the zone's own servers all that the sets need, at once. Never raises for what the network does.

    Only for what is missing or wrong there is a second step, which looks for what was done in its place; and only
    while it is news that a record is published (`is_news`) a public resolver is asked whether it is visible.
    What was not answered after so many `seconds` is unknown.
    """
    with recorded() as transcript:
        view = await _look(sets, asker, domain, is_news, monotonic() + seconds)
    return replace(view, transcript=tuple(transcript))


async def _look(
    sets: Sequence[RecordSet], asker: Asker, domain: str, is_news: bool, until: float
) -> ZoneView:
    zone = await asker.zone_of(domain)
    own = [Question(record.name, record.type) for each in sets for record in each.records]
    if isinstance(zone, Unknown):
        return ZoneView(domain, None, dict.fromkeys(own, zone))
    policies = {question for each in sets if each.purpose is Purpose.DMARC for question in deciding(each)}

    def ask(question: Question) -> Awaitable[Answer]:
        return _answer(question, zone, asker, follow=question in policies)

    known = await all_answers(own, ask, until)
    if is_indirect := all(answer in _UNREACHED for answer in known.values()):
        known = await all_answers(own, asker.visible, until)
    rest = [each for each in _undecided(sets, known) if each not in known]
    known |= await all_answers(rest, asker.visible if is_indirect else ask, until)
    known |= await _followed(sets, known, asker, until)
    closer = [each for each in dict.fromkeys(_further(sets, zone, known)) if each not in known]
    published = [each for each in _published(sets, known) if is_news and not is_indirect]
    found, visible = await asyncio.gather(
        all_answers(
            closer, asker.visible if is_indirect else lambda each: asker.published(each, zone), until
        ),
        all_answers(published, asker.visible, until),
    )
    return ZoneView(domain, zone, known | found, visible, is_indirect)


Ask = Callable[[Question], Awaitable[Answer]]


async def all_answers(questions: Iterable[Question], ask: Ask, until: float) -> dict[Question, Answer]:
    """The answers to all, unknown where none came by then, by the monotonic clock."""
    asking = {each: asyncio.ensure_future(ask(each)) for each in dict.fromkeys(questions)}
    if asking:
        await asyncio.wait(asking.values(), timeout=max(0.0, until - monotonic()))
    for each in asking.values():
        each.cancel()
    late = Unknown(UnknownReason.TIMEOUT)
    return {
        question: late if each.cancelled() or not each.done() else each.result()
        for question, each in asking.items()
    }


def _undecided(sets: Sequence[RecordSet], known: Mapping[Question, Answer]) -> Iterator[Question]:
    """What else may fulfil the sets of which the one record is not there to the letter."""
    for each in sets:
        answers = [known[Question(record.name, record.type)] for record in each.records]
        wanted = (each.records[0].value,)
        if not all(isinstance(answer, Found) and answer.values == wanted for answer in answers):
            yield from deciding(each)


async def _followed(
    sets: Sequence[RecordSet], known: Mapping[Question, Answer], asker: Asker, until: float
) -> dict[Question, Answer]:
    """Where aliases lead that may reach CloudMailin's name by way of the brand's own; others are not followed."""
    met: dict[Question, Answer] = {}
    ends = {record.value for each in sets for record in each.behind}

    async def follow(name: str) -> None:
        for _ in range(LONGEST_CHAIN):
            asked = Question(name, RecordType.CNAME)
            if name in ends or asked in met:
                return
            met[asked] = answer = await asker.visible(asked)
            if not (isinstance(answer, Found) and answer.values):
                return
            name = answer.values[0]

    following = [asyncio.ensure_future(follow(name)) for name in dict.fromkeys(_aliases(sets, known))]
    if following:
        await asyncio.wait(following, timeout=max(0.0, until - monotonic()))
    for each in following:
        each.cancel()
    return {asked: answer for asked, answer in met.items() if asked not in known}


def _aliases(sets: Sequence[RecordSet], known: Mapping[Question, Answer]) -> Iterator[str]:
    """The targets of the aliases that stand where sets with names of the brand's want one."""
    for each in sets:
        for asked in deciding(each) if each.behind else ():
            answer = known.get(asked)
            if asked.type is RecordType.CNAME and isinstance(answer, Found):
                yield from answer.values


def _further(sets: Sequence[RecordSet], zone: Zone, known: Mapping[Question, Answer]) -> Iterator[Question]:
    """What to ask in the second step."""
    for each in sets:
        yield from probes(each, zone.apex, [known[asked] for asked in deciding(each) if asked in known])


def _published(sets: Sequence[RecordSet], known: Mapping[Question, Answer]) -> Iterator[Question]:
    """What the zone's servers have an answer for, of the sets that look fulfilled."""
    for each in sets:
        answers = {asked: known[asked] for asked in deciding(each) if asked in known}
        if stands(each, answers.values()):
            yield from (question for question, answer in answers.items() if isinstance(answer, Found))


def asked_about(record_set: RecordSet, view: ZoneView) -> tuple[Exchange, ...]:
    """What of the look was asked for this set; all of it where it ended at the zone."""
    if view.zone is None:
        return view.transcript
    known = {asked: view.answers[asked] for asked in deciding(record_set) if asked in view.answers}
    questions = {*known, *probes(record_set, view.zone.apex, known.values())}
    return tuple(each for each in view.transcript if each.question in questions)


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


def parent_dkim_names(record_set: RecordSet) -> tuple[str, ...]:
    """CloudMailin accepts the DKIM record on the sending domain's parent as well, up to what can be registered."""
    domain, registered = record_set.domain, registrable(record_set.domain)
    if registered is None or not is_below(domain, registered):
        return ()
    return (record_set.records[0].name.removesuffix(domain) + domain.split(".", 1)[1],)
