"""A domain as its page shows it: one sentence of status, one next step, the records with what was found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cloudmailin.dns.records import Purpose, Record, RecordSet, relative
from cloudmailin.lifecycle.retry import can_retry
from cloudmailin.lifecycle.wanted import record_sets
from cloudmailin.models import Account, Domain, DomainEvent, Finding
from cloudmailin.queue import clock
from cloudmailin.queue.line import places
from cloudmailin.states import GOOD, LEAVING, WAITING_FOR_CLOUDMAILIN, State
from portal import words
from portal.words import Text, Words
from tenants import names

_FAST, _SLOW = 3, 20


@dataclass(frozen=True, slots=True)
class Badge:
    """The state of one use."""

    use: str
    label: Text
    state: str
    tone: str
    title: Text


@dataclass(frozen=True, slots=True)
class Row:
    """One record to publish: `host` as most DNS panels want it, `name` in full."""

    type: str
    host: str
    name: str
    value: str
    priority: str


@dataclass(frozen=True, slots=True)
class Section:
    """The records of one purpose and what was found of them."""

    purpose: str
    about: Words
    required: bool
    rows: tuple[Row, ...]
    alternative: Row | None
    status: str
    status_title: Text
    diagnosis: Words | None
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the domain stands in line for the mail service."""

    position: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Status:
    """The sentence at the top and the one next step."""

    tone: str
    title: str
    next_step: str
    can_retry: bool = False


@dataclass(frozen=True, slots=True)
class DomainPage:
    name: str
    a_label: str
    zone: str
    badges: tuple[Badge, ...]
    status: Status
    place: Place | None
    sections: tuple[Section, ...]
    awaits_sending_names: bool
    checked: bool
    poll_seconds: int
    events: tuple[tuple[Text, datetime, str], ...]

    @property
    def fingerprint(self) -> str:
        """Changes whenever something on the page does, so that nothing is sent when nothing changed."""
        return hashlib.sha256(repr(asdict(self)).encode()).hexdigest()[:16]


def badges(domain: Domain) -> tuple[Badge, ...]:
    return tuple(
        Badge(
            use=attachment.use.value,
            label=words.USES[attachment.use],
            state=attachment.state,
            tone=_tone(State(attachment.state)),
            title=words.STATES[attachment.use, State(attachment.state)].title,
        )
        for attachment in domain.attachments
    )


def page(domain: Domain) -> DomainPage:
    """Everything that the page of a domain shows, in one value."""
    findings = {finding.purpose: finding for finding in Finding.objects.filter(domain=domain)}
    zone = (
        domain.zone
        if domain.zone and _holds(domain.zone, domain.name)
        else names.registrable(domain.name) or ""
    )
    sections = tuple(_section(each, findings.get(each.purpose), zone) for each in record_sets(domain))
    place = _place(domain)
    sending = getattr(domain, "sending", None)
    return DomainPage(
        name=names.unicode(domain.name),
        a_label=domain.name,
        zone=zone,
        badges=badges(domain),
        status=_status(domain, sections),
        place=place,
        sections=sections,
        awaits_sending_names=bool(sending and sending.state == State.REQUESTED),
        checked=domain.checked_at is not None,
        poll_seconds=_SLOW if _is_settled(domain) else _FAST,
        events=tuple(_events(domain)),
    )


def _holds(zone: str, name: str) -> bool:
    """Whether the zone is the domain's own: a check of a name that is not registered finds its registry's zone."""
    registered = names.registrable(name)
    return registered is not None and (zone == registered or names.is_below(zone, registered))


def _section(record_set: RecordSet, finding: Finding | None, zone: str) -> Section:
    status = finding.status if finding else "unseen"
    diagnosis = words.FINDINGS[finding.code].filled(finding.detail) if finding else None
    return Section(
        purpose=record_set.purpose.value,
        about=words.PURPOSES[record_set.purpose],
        required=record_set.required,
        rows=tuple(_row(record, zone) for record in record_set.records),
        alternative=_row(record_set.alternative, zone) if record_set.alternative else None,
        status=status,
        status_title=words.STATUSES[status],
        diagnosis=diagnosis,
        seen=tuple(finding.seen) if finding and status not in ("ok", "missing") else (),
    )


def _row(record: Record, zone: str) -> Row:
    priority, _space, host = (
        record.value.rpartition(" ") if record.purpose is Purpose.MX else ("", "", record.value)
    )
    return Row(record.type.value, relative(record.name, zone), record.name, host, priority)


def _tone(state: State) -> str:
    if state in GOOD:
        return "good"
    if state in (State.REJECTED, State.DEGRADED):
        return "bad"
    return "quiet" if state in LEAVING else "busy"


def _is_settled(domain: Domain) -> bool:
    return all(one.state in GOOD or one.state == State.REJECTED for one in domain.attachments)


def _place(domain: Domain) -> Place | None:
    """The domain's first place in line, with whole tens of seconds where it takes long."""
    now = clock.now()
    for _operation, position, start in places(domain.account, domain, now):
        seconds = ceil((start - now).total_seconds())
        return Place(position, seconds if seconds < 10 else ceil(seconds / 10) * 10)
    return None


def _status(domain: Domain, sections: Sequence[Section]) -> Status:
    states = {attachment.state for attachment in domain.attachments}
    needed = [section for section in sections if section.required and section.status != "ok"]
    name = names.unicode(domain.name)
    if states <= LEAVING:
        return Status(
            "quiet", _("{name} is being removed").format(name=name), _("This takes a minute or two.")
        )
    if rejected := next((one for one in domain.attachments if one.state == State.REJECTED), None):
        said = words.REASONS[rejected.reason].filled({"support": domain.tenant.brand.support_email})
        return Status("bad", str(said.title), f"{said.sentence} {said.advice}", can_retry=can_retry(rejected))
    if _is_cut_off(domain.account, states):
        return Status("busy", str(words.OUTAGE.title), str(words.OUTAGE.sentence))
    if State.DEGRADED in states:
        return Status(
            "bad",
            _("{name} needs attention").format(name=name),
            _(
                "A record that was right has gone. Put it back as shown below; all is well again as soon as it is there."
            ),
        )
    if states <= GOOD:
        return Status("good", _("{name} is ready").format(name=name), _facts(domain, name))
    if any(section.status in ("wrong", "conflicting") for section in needed):
        return _to_mend(needed)
    if needed or not sections:
        return _to_publish(len(needed), domain)
    return Status(
        "busy", _("Your records are right"), _("We are switching everything on. There is nothing left to do.")
    )


def _is_cut_off(account: Account, states: set[str]) -> bool:
    return account.circuit_opened_at is not None and bool(states & WAITING_FOR_CLOUDMAILIN)


def _facts(domain: Domain, name: str) -> str:
    said = (words.STATES[one.use, State(one.state)].sentence for one in domain.attachments)
    return " ".join(str(sentence).format(name=name) for sentence in said)


def _to_mend(needed: Sequence[Section]) -> Status:
    count = sum(section.status in ("wrong", "conflicting") for section in needed)
    title = ngettext("{count} record needs a change", "{count} records need a change", count).format(
        count=count
    )
    return Status("bad", title, _("Below we say for each what we saw and what to change."))


def _to_publish(count: int, domain: Domain) -> Status:
    title = _("Publish these records at your DNS host")
    if domain.checked_at and count:
        title = ngettext(
            "{count} step left at your DNS host", "{count} steps left at your DNS host", count
        ).format(count=count)
    return Status(
        "busy",
        title,
        _(
            "Log in where your domain's DNS is managed and add the records below. This page turns green by itself."
        ),
    )


def _events(domain: Domain) -> Iterator[tuple[Text, datetime, str]]:
    for event in DomainEvent.objects.filter(domain=domain).select_related("actor")[:30]:
        yield (
            words.EVENTS.get((event.kind, event.use), event.kind),
            event.at,
            event.actor.name if event.actor else "",
        )
