"""Where what is being done comes from: a request with its client's address, or a task. The audit and the logs ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """`address` is the client's, empty where there is none; `request_id` leads from an audit entry to the logs."""

    request_id: str = ""
    address: str = ""


_NOWHERE = Origin()
_current: ContextVar[Origin] = ContextVar("origin", default=_NOWHERE)


def current() -> Origin:
    """Empty outside requests and tasks: a command at the terminal."""
    return _current.get()


@contextmanager
def opened(origin: Origin) -> Iterator[None]:
    before = _current.set(origin)
    try:
        yield
    finally:
        _current.reset(before)


def begin(origin: Origin) -> None:
    """Without an end of its own: for a worker's thread, where the next task begins anew."""
    _current.set(origin)
