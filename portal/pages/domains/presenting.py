"""A domain as its page shows it, in one value: how it stands, its records, and what happened."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from cloudmailin.dns.hosts import DnsHost
from cloudmailin.dns.records import Purpose
from cloudmailin.lifecycle.observe import NEEDED
from cloudmailin.models import Domain, DomainEvent, Finding
from cloudmailin.ownership.rules import OPEN
from cloudmailin.queue.line import is_waiting, place_of
from cloudmailin.states import GOOD, LEAVING, State, Use
from portal import words
from portal.pages.domains.before import Note, notes
from portal.pages.domains.cautions import cautions
from portal.pages.domains.left import Left, left
from portal.pages.domains.sections import MISTAKEN, Section, dns_host_of, sections, zone_of
from portal.pages.domains.standing import Standing, standing
from portal.words import Text
from tenants import names

LATELY = timedelta(minutes=5)
"""Two like events within this time are one to whoever reads the timeline."""

_PACE = ((timedelta(minutes=10), 3), (timedelta(hours=1), 10), (timedelta(hours=8), 30))
_SETTLED_PACE = ((timedelta(minutes=30), 20),)
"""How many seconds from one look to the next while the page has been open for less than that long; then no more."""

_EVENTS = 30


@dataclass(frozen=True, slots=True)
class Badge:
    """The state of one use, and since when."""

    use: str
    label: Text
    state: str
    tone: str
    title: Text
    since: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where the domain stands in line for the mail service."""

    position: int
    seconds: int


@dataclass(frozen=True, slots=True)
class DomainPage:
    name: str
    a_label: str
    is_leaving: bool
    badges: tuple[Badge, ...]
    standing: Standing
    place: Place | None
    dns_host: DnsHost
    cautions: tuple[str, ...]
    before: tuple[Note, ...]
    sections: tuple[Section, ...]
    left: tuple[Left, ...]
    awaits_sending_names: bool
    checked_at: datetime | None
    poll_seconds: int
    opened_at: int
    events: tuple[tuple[Text, datetime, str], ...]

    @property
    def fingerprint(self) -> str:
        """Changes whenever something on the page does, so that nothing is sent when nothing changed."""
        return _digest(replace(self, opened_at=0))

    @property
    def is_ready(self) -> bool:
        """All that is attached works, and nothing on the page says otherwise."""
        return self.standing.tone == "good"

    @property
    def is_to_publish(self) -> bool:
        """Whether a record that mail depends on is still to be seen."""
        return any(section.is_needed and not section.is_found for section in self.sections)

    @property
    def news(self) -> str:
        """Changes only when there is something to announce: a countdown is not news."""
        return _digest(self.badges, self.standing)


def page(domain: Domain, now: datetime, opened_at: str = "") -> DomainPage:
    """`opened_at`: when the page was opened, in seconds as its own address has it; now, where it has none."""
    opened = int(opened_at) if opened_at.isdecimal() and len(opened_at) < 12 else int(now.timestamp())
    findings = {finding.purpose: finding for finding in Finding.objects.filter(domain=domain)}
    is_leaving = all(one.state in LEAVING for one in domain.attachments)
    host = dns_host_of(domain)
    is_given_up = domain.claim not in OPEN
    shown = () if is_leaving else tuple(sections(domain, findings, host, zone_of(domain), now))
    sending = getattr(domain, "sending", None)
    return DomainPage(
        name=names.unicode(domain.name),
        a_label=domain.name,
        is_leaving=is_leaving,
        badges=badges(domain, findings.values()),
        standing=standing(domain, shown),
        place=_place(domain, now),
        dns_host=host,
        cautions=() if is_given_up or _is_settled(domain) else tuple(cautions(domain)),
        before=() if is_given_up or _is_settled(domain) else tuple(notes(domain)),
        sections=() if is_given_up else shown,
        left=tuple(left(shown)) if is_given_up else (),
        awaits_sending_names=bool(sending and sending.state == State.REQUESTED),
        checked_at=domain.checked_at and domain.checked_at.replace(second=0, microsecond=0),
        poll_seconds=_pace(now.timestamp() - opened, is_settled=_is_settled(domain)),
        opened_at=opened,
        events=tuple(_events(domain)),
    )


def _pace(seconds_open: float, *, is_settled: bool) -> int:
    """Ever more slowly, and 0 in the end: nobody looks at a page for a day."""
    for less_than, seconds in _SETTLED_PACE if is_settled else _PACE:
        if seconds_open < less_than.total_seconds():
            return seconds
    return 0


def badges(domain: Domain, findings: Iterable[Finding]) -> tuple[Badge, ...]:
    """One a use. Where a record is wrong the customer is waited for, and the badge says so."""
    mistaken = {finding.purpose: finding.changed_at for finding in findings if finding.status in MISTAKEN}
    if domain.proven_at:
        mistaken.pop(Purpose.OWNERSHIP, None)
    return tuple(badge(one.use, State(one.state), one.state_since, mistaken) for one in domain.attachments)


def badge(use: Use, state: State, since: datetime, mistaken: Mapping[str, datetime]) -> Badge:
    """`mistaken`: the records that have to be changed, and since when; they matter while DNS is waited for."""
    tone, title = _TONES.get(state, "busy"), words.STATES[use, state].title
    if state is State.AWAITING_DNS:
        needed = [mistaken[each] for each in (Purpose.OWNERSHIP, *NEEDED[use]) if each in mistaken]
        if needed:
            tone, title, since = "bad", words.STATUSES["wrong"], min(needed)
    return Badge(use.value, words.USES[use], state, tone, title, since)


_TONES: Mapping[State, str] = {
    **dict.fromkeys(GOOD, "good"),
    **dict.fromkeys(LEAVING, "quiet"),
    State.REJECTED: "bad",
    State.DEGRADED: "bad",
}


def _is_settled(domain: Domain) -> bool:
    return all(one.state in GOOD or one.state == State.REJECTED for one in domain.attachments)


def _place(domain: Domain, now: datetime) -> Place | None:
    """The domain's first place in line, with whole tens of seconds where it takes long; none while nothing moves."""
    if domain.account.is_halted or not is_waiting(domain):
        return None
    found = place_of(domain, now)
    if found is None:
        return None
    position, start = found
    seconds = ceil((start - now).total_seconds())
    return Place(position, seconds if seconds < 10 else ceil(seconds / 10) * 10)


def _events(domain: Domain) -> Iterator[tuple[Text, datetime, str]]:
    events = DomainEvent.objects.filter(domain=domain)
    for kind, use, at, who, is_staff in events.values_list(
        "kind", "use", "at", "actor__name", "actor__is_staff"
    )[:_EVENTS]:
        yield (
            words.EVENTS.get((kind, use), kind),
            at,
            "" if is_staff else who or "",
        )  # customers deal with the brand


def _digest(*shown: object) -> str:
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]
