"""What the doctor says of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    ATTENTION = "attention"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Line:
    """`about` is what was looked at, `said` what was seen, `todo` what to do next: "" where nothing is."""

    state: State
    about: str
    said: str
    todo: str = ""


def ok(about: str, said: str) -> Line:
    return Line(State.OK, about, said)


def attention(about: str, said: str, todo: str) -> Line:
    return Line(State.ATTENTION, about, said, todo)


def broken(about: str, said: str, todo: str) -> Line:
    return Line(State.BROKEN, about, said, todo)
