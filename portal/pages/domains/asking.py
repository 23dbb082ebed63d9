"""How a finding was made, as its page tells it: each question once, with what each server said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cloudmailin.lifecycle.evidence import Line, lines
from portal import words
from portal.words import Text


@dataclass(frozen=True, slots=True)
class Reply:
    """`who` is a server's name, "" for a public resolver; `said` says it in words where there are no `values`."""

    who: str
    address: str
    said: Text
    values: tuple[str, ...]
    milliseconds: int
    is_over_tcp: bool


@dataclass(frozen=True, slots=True)
class Asked:
    name: str
    type: str
    replies: tuple[Reply, ...]


def asked(exchanges: Sequence[Mapping[str, Any]]) -> Iterator[Asked]:
    """From what is kept of a finding, in the order in which it was asked."""
    by_question: dict[tuple[str, str], list[Line]] = {}
    for line in lines(exchanges):
        by_question.setdefault((line.name, line.type), []).append(line)
    for (name, type), told in by_question.items():
        yield Asked(name, type, tuple(_reply(line) for line in told))


def _reply(line: Line) -> Reply:
    return Reply(
        who=line.server,
        address=line.address,
        said=words.SAID[line.said],
        values=line.values,
        milliseconds=line.milliseconds,
        is_over_tcp=line.over == "tcp",
    )
