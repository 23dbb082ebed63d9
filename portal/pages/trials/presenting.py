"""A test message as its page shows it: how it stands, and what happened on its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from cloudmailin.delivery_log import refresh
from cloudmailin.delivery_log.outcomes import Outcome
from cloudmailin.models import Address, IncomingStatus, MessageEvent, TrialMessage
from cloudmailin.queue import clock
from portal import mail_words
from portal.words import Words

Way = TrialMessage.Way
Status = TrialMessage.Status

_FOLLOWED = timedelta(minutes=15)
"""What is not heard of by then is looked for on the activity page."""

_LOOK_AGAIN = timedelta(seconds=15)
_FINAL = frozenset({Outcome.ACCEPTED, Outcome.REJECTED})
_ENDING = frozenset({"delivery", "bounce", "error", "retries_exhausted", "suppressed"})


@dataclass(frozen=True, slots=True)
class Standing:
    """`is_moving`: more is to be expected, and the page asks again."""

    tone: str
    words: Words
    is_moving: bool
    events: tuple[tuple[str, datetime, str], ...]


def standing(trial: TrialMessage) -> Standing:
    statuses = _statuses(trial)
    hints = [event for event in trial.events.all() if event.kind in mail_words.EVENTS]
    is_young = clock.now() - trial.created_at < _FOLLOWED
    tone, said, ended = _verdict(trial, statuses, hints)
    events = [(_("Asked for"), trial.created_at, trial.asked_by.name if trial.asked_by else "")]
    if trial.status == Status.SENT and trial.ended_at:
        events.append((_("Handed over to the mail system"), trial.ended_at, ""))
    events += [(str(mail_words.EVENTS[each.kind][0]), each.at, each.detail) for each in hints]
    events += [(_status_line(each), each.at, mail_words.status(each.status)) for each in statuses]
    events.sort(key=lambda event: event[1], reverse=True)
    return Standing(tone, said, is_young and not ended, tuple(events))


def look_again(trial: TrialMessage) -> None:
    """While somebody waits for one that was sent to a domain of theirs, the log is read a little sooner."""
    address = Address.objects.filter(receiving_domains__domain=trial.domain_id).first()
    if trial.way == Way.IN and trial.status == Status.SENT and address:
        refresh.ask(address, fresh=_LOOK_AGAIN)


def _verdict(
    trial: TrialMessage, statuses: list[IncomingStatus], hints: list[MessageEvent]
) -> tuple[str, Words, bool]:
    """Tone, words, and whether that is the end of it."""
    if trial.status in (Status.FAILED, Status.UNKNOWN):
        tone = "bad" if trial.status == Status.FAILED else "busy"
        return tone, mail_words.TRIALS[trial.status, trial.reason], True
    if statuses:
        last = statuses[-1]
        said = Words(mail_words.OUTCOMES[last.outcome], mail_words.status(last.status) + ".")
        return mail_words.TONES[last.outcome], said, last.outcome in _FINAL
    if hints and trial.way == Way.IN:
        return "busy", mail_words.ON_ITS_WAY_IN, False
    if hints:
        title, tone = mail_words.EVENTS[hints[-1].kind]
        is_end = hints[-1].kind in _ENDING
        return (tone if is_end else "busy"), Words(title, hints[-1].detail), is_end
    return "busy", mail_words.TRIALS[trial.status, ""], False


def _status_line(row: IncomingStatus) -> str:
    return str(mail_words.OUTCOMES[row.outcome])


def _statuses(trial: TrialMessage) -> list[IncomingStatus]:
    """Of the message itself: the recipient and the code in the subject tell."""
    if trial.way == Way.OUT:
        return []
    came = IncomingStatus.objects.filter(
        domain=trial.domain_id, recipient=trial.recipient, subject__contains=trial.code
    )
    return list(came.order_by("at", "pk"))
