"""One request and its answer, as they went over the wire."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """`path` is what follows the account's id. `sound`: whether the contract allows this request."""

    method: str
    path: str
    query: Pairs = ()
    headers: Pairs = ()
    body: bytes = b""
    sound: bool = True


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    headers: Pairs
    body: bytes

    @property
    def content(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Exchange:
    sent: Sent
    answered: Answered

    def __str__(self) -> str:
        return f"{self.sent.method} {self.sent.path} {self.answered.status}"
