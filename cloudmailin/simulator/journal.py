"""What arrived: calls of the API and questions to the name server, for tests to ask about."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Call:
    """One arrival at the API. `at`: Unix time; `monotonic`: the machine's steady clock; both in seconds.

    `status` is what was really sent, 0 when the connection was dropped instead. `counted`: let in by the
    limit. `fault`: the kind that struck, if one did.
    """

    at: float
    monotonic: float
    account: str
    method: str
    path: str
    query: str
    status: int
    counted: bool
    fault: str = ""


class Journal:
    """The last calls, oldest first. With a path they survive a restart, as one line of JSON each."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._calls: deque[Call] = deque(self._kept(), maxlen=_KEPT)
        self._tidy_up()

    def add(self, call: Call) -> None:
        self._calls.append(call)
        if self._path:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(_line(call))

    def of(self, account: str | None) -> list[Call]:
        return [call for call in self._calls if account in (None, call.account)]

    def _kept(self) -> Iterator[Call]:
        """The calls of earlier runs. A line that a crash cut short is passed over."""
        if self._path is None or not self._path.exists():
            return
        for line in self._path.read_text(encoding="utf-8").splitlines():
            try:
                yield Call(**json.loads(line))
            except (ValueError, TypeError):
                continue

    def _tidy_up(self) -> None:
        """Write the file anew, so that it does not grow for ever nor go on after half a line."""
        if self._path and self._path.exists():
            self._path.write_text("".join(map(_line, self._calls)), encoding="utf-8")


def _line(call: Call) -> str:
    return json.dumps(asdict(call)) + "\n"


@dataclass(frozen=True, slots=True)
class Query:
    """One question to the name server, and how it was answered."""

    at: float
    name: str
    type: str
    transport: str
    rcode: str
    truncated: bool


class QueryLog:
    """The last questions, oldest first; forgotten at a restart."""

    def __init__(self) -> None:
        self._queries: deque[Query] = deque(maxlen=_KEPT)

    def add(self, query: Query) -> None:
        self._queries.append(query)

    def of(self, name: str | None) -> list[Query]:
        wanted = name.rstrip(".").lower() if name else None
        return [query for query in self._queries if wanted in (None, query.name)]
