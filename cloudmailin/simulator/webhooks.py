"""Telling an outbound account's webhook what has happened, in the background.

Documented: `{"events": [{"kind", "recipient", "message_id", "details"}]}`, with possibly several events in one
POST. Choices: the events of a message come in order, one POST for each step of its way; an answer other than
2xx is tried again, a few times; a restart forgets what still waits.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from weakref import WeakValueDictionary

from .events import Event
from .mailbox import TRIED_AGAIN, Mailbox
from .outgoing import NotSent, post

# Seconds before each attempt.
_PAUSES = (0.0, 1.0, 4.0, 15.0)
_AT_ONCE = 16
_HEADERS = {"Content-Type": "application/json", "User-Agent": "CloudMailin Server"}


class Webhooks:
    """`anywhere`: whether URLs may lead off this machine."""

    def __init__(self, mailbox: Mailbox, *, anywhere: bool = False) -> None:
        self._mailbox = mailbox
        self._anywhere = anywhere
        self._running: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def tell(self, url: str, message_id: str, steps: Iterable[list[Event]]) -> None:
        """Returns at once. What is told of one message later is posted later, too."""
        turn = self._turns.setdefault(message_id, asyncio.Lock())
        task = asyncio.get_running_loop().create_task(self._tell(url, message_id, list(steps), turn))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _tell(self, url: str, message_id: str, steps: list[list[Event]], turn: asyncio.Lock) -> None:
        async with turn:
            for events in steps:
                await self._post(url, message_id, events)

    async def _post(self, url: str, message_id: str, events: list[Event]) -> None:
        for number, pause in enumerate(_PAUSES, start=1):
            await asyncio.sleep(pause)
            outcome, done = await self._attempt(url, events)
            left = "" if done or number == len(_PAUSES) else TRIED_AGAIN
            self._mailbox.note_posted(message_id, events, outcome + left)
            if done:
                break

    async def _attempt(self, url: str, events: list[Event]) -> tuple[str, bool]:
        """What came of it, in words, and whether that is the end of it."""
        try:
            async with self._slots:
                answer = await post(url, _content(events), _HEADERS, anywhere=self._anywhere)
        except NotSent as reason:
            return str(reason), False
        return f"Answered {answer.status}.", answer.is_success


def _content(events: list[Event]) -> bytes:
    return json.dumps({"events": [each.shown() for each in events]}).encode()
