"""The messages that the API has accepted, the newest of them.

With a folder they survive a restart: for each message a file as it went over the wire (`.eml`) and one with
what is known about it (`.json`), which is written last, so that half a message is none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from .events import Event
from .sent import Sent, from_json, to_json

MOST_MESSAGES = 500
MOST_BYTES = 50_000_000
WAITING = "waiting"
TRIED_AGAIN = " It is tried again."
_STOPPED = "Not posted: the simulator was stopped first."


class Mailbox:
    """Oldest first inside. Past `messages` or `size` (bytes) the oldest are dropped."""

    def __init__(
        self, folder: Path | None = None, messages: int = MOST_MESSAGES, size: int = MOST_BYTES
    ) -> None:
        self._folder = folder
        self._messages, self._size = messages, size
        self._contents: dict[str, bytes] = {}
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        self._sent = {each.id: each for each in sorted(_kept(folder), key=lambda each: each.at)}
        for each in list(self._sent.values()):
            waiting = [event for event in each.events if event.posted.endswith((WAITING, TRIED_AGAIN))]
            if waiting:
                self.note_posted(each.id, waiting, _STOPPED)

    def newest_first(self, wanted: Callable[[Sent], bool] = lambda _sent: True) -> list[Sent]:
        return [each for each in reversed(self._sent.values()) if wanted(each)]

    def get(self, id_: str) -> Sent | None:
        return self._sent.get(id_)

    def content(self, id_: str) -> bytes:
        """The message as it went over the wire. Raises KeyError."""
        if self._folder is None:
            return self._contents[id_]
        return _eml(self._folder, self._sent[id_].id).read_bytes()

    def add(self, sent: Sent, content: bytes) -> None:
        if self._folder is None:
            self._contents[sent.id] = content
        else:
            _eml(self._folder, sent.id).write_bytes(content)
        self._keep(sent)
        while self._is_too_full():
            self._drop(next(iter(self._sent)))

    def happened(self, id_: str, events: list[Event]) -> None:
        """Note more events; nothing is noted for a message that is gone."""
        if sent := self._sent.get(id_):
            self._keep(replace(sent, events=(*sent.events, *events)))

    def note_posted(self, id_: str, events: list[Event], posted: str) -> None:
        """Note what became of telling the webhook about these events."""
        told = {each.id for each in events}
        if sent := self._sent.get(id_):
            self._keep(
                replace(
                    sent,
                    events=tuple(
                        replace(each, posted=posted) if each.id in told else each for each in sent.events
                    ),
                )
            )

    def clear(self) -> int:
        """Drop all; how many there were."""
        dropped = list(self._sent)
        for id_ in dropped:
            self._drop(id_)
        return len(dropped)

    def _is_too_full(self) -> bool:
        size = sum(each.size for each in self._sent.values())
        return len(self._sent) > self._messages or size > self._size

    def _keep(self, sent: Sent) -> None:
        self._sent[sent.id] = sent
        if self._folder:
            draft = self._folder / f"{sent.id}.new"
            draft.write_text(json.dumps(to_json(sent)), encoding="utf-8")
            draft.replace(_json(self._folder, sent.id))

    def _drop(self, id_: str) -> None:
        del self._sent[id_]
        self._contents.pop(id_, None)
        if self._folder:
            _json(self._folder, id_).unlink(missing_ok=True)
            _eml(self._folder, id_).unlink(missing_ok=True)


def _eml(folder: Path, id_: str) -> Path:
    return folder / f"{id_}.eml"


def _json(folder: Path, id_: str) -> Path:
    return folder / f"{id_}.json"


def _kept(folder: Path | None) -> Iterator[Sent]:
    """The whole messages in a folder; what a crash left of others is removed."""
    if folder is None:
        return
    whole = set()
    for path in folder.glob("*.json"):
        try:
            sent = from_json(json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
        if _eml(folder, sent.id).exists():
            whole |= {_eml(folder, sent.id), path}
            yield sent
    for path in {*folder.glob("*.eml"), *folder.glob("*.json"), *folder.glob("*.new")} - whole:
        path.unlink()
