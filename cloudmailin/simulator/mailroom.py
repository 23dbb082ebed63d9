"""Mails on their way through CloudMailin: taken in, handed to the target, tried again while delayed.

Choices: the sender is tried again after a few short waits where a mail server would take minutes to hours,
and asks the whole way anew each time, so a target that was changed meanwhile is used; what waits for another
try when the simulator stops is not tried again; a mail over the size limit never reaches the target.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field, replace
from email.utils import parseaddr
from typing import TYPE_CHECKING

from .delivery import Answer, Parcel, deliver
from .incoming import Category, IncomingStatus, Word
from .normalized import Envelope, encoded
from .objects import new_id
from .patterns import fits
from .posted import SentLog
from .reading import ReadMail, read_mail
from .routing import Route, route

if TYPE_CHECKING:
    from .world import World


@dataclass(frozen=True, slots=True)
class Mail:
    id: str
    envelope: Envelope
    raw: bytes


@dataclass(frozen=True, slots=True)
class Mailroom:
    """`waits`: seconds before each further try."""

    anywhere: bool = False
    waits: tuple[float, ...] = (5.0, 15.0, 60.0)
    max_bytes: int = 10_000_000
    sent: SentLog = field(default_factory=SentLog)
    tasks: set[asyncio.Task[object]] = field(default_factory=set)


async def take_in(here: World, envelope: Envelope, raw: bytes) -> IncomingStatus | None:
    """The outcome of the first attempt; None when nobody receives there, which no address learns of."""
    return await _attempt(here, Mail(new_id(16), envelope, raw), here.mailroom.waits)


def send_round(here: World, sender: str, recipients: Iterable[str], raw: bytes) -> None:
    """A message that was sent from here comes in again for those of its recipients who receive here."""
    for recipient in recipients:
        if route(recipient, here.state):
            envelope = Envelope(parseaddr(sender)[1], recipient)
            _keep_running(here, take_in(here, envelope, raw))


async def _attempt(here: World, mail: Mail, waits: tuple[float, ...]) -> IncomingStatus | None:
    here.now()
    found = route(mail.envelope.recipient, here.state)
    if found is None:
        return None
    id_, read = new_id(16), read_mail(mail.raw)
    answer = await _answer(here, mail, read, found, id_)
    row = _row(id_, mail, read, found, answer, here.now())
    if answer.category is Category.DELAYED and waits:
        row = replace(row, again_at=row.created_at + waits[0])
        _later(here, mail, waits)
    here.state.incoming.add(row)
    here.state.save()
    return row


async def _answer(here: World, mail: Mail, read: ReadMail, found: Route, id_: str) -> Answer:
    if len(mail.raw) > here.mailroom.max_bytes:
        return Answer(Word.MAX_SIZE)
    if found.pattern and not await fits(found.pattern, mail.envelope.recipient):
        return Answer(Word.REGEXP)
    content_type, content = encoded(read, mail.envelope, found.address.target_format)
    parcel = Parcel(found.target, content_type, content, found.address.auth_header)
    here.mailroom.sent.add(id_, parcel)
    return await deliver(parcel, anywhere=here.mailroom.anywhere)


def _row(id_: str, mail: Mail, read: ReadMail, found: Route, answer: Answer, now: float) -> IncomingStatus:
    return IncomingStatus(
        id=id_,
        account=found.address.account,
        address_id=found.address.id,
        mail=mail.id,
        message_id=(read.header("message-id") or "").strip().strip("<>") or None,
        sender=mail.envelope.sender,
        recipient=mail.envelope.recipient,
        subject=read.header("subject"),
        tls=mail.envelope.tls,
        status=answer.status,
        status_category=answer.category,
        created_at=now,
        target=found.target,
        target_format=found.address.target_format,
        said=answer.said,
    )


def _later(here: World, mail: Mail, waits: tuple[float, ...]) -> None:
    async def again() -> None:
        await asyncio.sleep(waits[0])
        await _attempt(here, mail, waits[1:])

    _keep_running(here, again())


def _keep_running(here: World, work: Coroutine[object, object, object]) -> None:
    task = asyncio.get_running_loop().create_task(work)
    here.mailroom.tasks.add(task)  # a task that nobody holds may be forgotten half-way
    task.add_done_callback(here.mailroom.tasks.discard)
