"""What was sent to a target, for people and tests to look at: without its secret, and not without end."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .delivery import Parcel

_KEPT = 200
_BODY_BYTES = 60_000
_CONTENT_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Sent:
    """`body` is the beginning of it, all of it when `size` (bytes) allows."""

    url: str
    headers: Mapping[str, str]
    body: str
    size: int

    @property
    def is_whole(self) -> bool:
        return self.size <= _BODY_BYTES

    @property
    def readable(self) -> str:
        """JSON spread over lines, the content of attachments cut short; a form as it is."""
        try:
            content = json.loads(self.body)
        except ValueError:
            return self.body
        return json.dumps(_shortened(content), ensure_ascii=False, indent=2)


class SentLog:
    """The newest requests, by the id of the attempt; forgotten at a restart."""

    def __init__(self) -> None:
        self._sent: OrderedDict[str, Sent] = OrderedDict()

    def add(self, id_: str, parcel: Parcel) -> None:
        self._sent[id_] = _seen(parcel)
        if len(self._sent) > _KEPT:
            self._sent.popitem(last=False)

    def get(self, id_: str) -> Sent | None:
        return self._sent.get(id_)


def _seen(parcel: Parcel) -> Sent:
    secret = {"Authorization": "set"} if parcel.authorization else {}
    headers = {
        "Host": urlsplit(parcel.url).netloc,
        **parcel.headers(),
        "Content-Length": str(len(parcel.content)),
        **secret,
    }
    body = parcel.content[:_BODY_BYTES].decode(errors="replace")
    return Sent(parcel.url, headers, body, len(parcel.content))


def _shortened(content: Any) -> Any:
    """Base64 says nothing to people beyond its first letters."""
    for part in content.get("attachments", ()) if isinstance(content, dict) else ():
        if len(part["content"]) > _CONTENT_LETTERS:
            part["content"] = part["content"][:_CONTENT_LETTERS] + "…"
    return content
