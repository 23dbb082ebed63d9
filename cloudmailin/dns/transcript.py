"""What a look at a domain asked, of whom, and what came back: the evidence behind its findings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from cloudmailin.dns.answers import Absent, Answer, Found, Question

_MOST = 500
"""Exchanges of one look; a domain with eight name servers and every mistake needs fewer."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question to one server. `server` is its name, "" for a public resolver; `address` its IP address.

    `over` is "udp" or "tcp".
    """

    question: Question
    server: str
    address: str
    over: str
    answer: Answer
    milliseconds: int

    @property
    def said(self) -> str:
        """A word for what came back: "records", "nxdomain", "nodata", or why nothing is known."""
        match self.answer:
            case Found():
                return "records"
            case Absent(kind):
                return kind.value
            case unknown:
                return unknown.reason.value


_current: ContextVar[list[Exchange] | None] = ContextVar("transcript", default=None)


@contextmanager
def recorded() -> Iterator[list[Exchange]]:
    """All that is asked within, in tasks begun within too."""
    exchanges: list[Exchange] = []
    token = _current.set(exchanges)
    try:
        yield exchanges
    finally:
        _current.reset(token)


def note(exchange: Exchange) -> None:
    exchanges = _current.get()
    if exchanges is not None and len(exchanges) < _MOST:
        exchanges.append(exchange)
