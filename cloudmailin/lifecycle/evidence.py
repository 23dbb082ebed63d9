"""How a finding was made, in the form in which it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cloudmailin.dns.answers import Found
from cloudmailin.dns.transcript import Exchange

_MOST = 60
_LONGEST = 500
"""Lines of one finding, and characters of one value: a record of a stranger's may have many, and long ones."""


@dataclass(frozen=True, slots=True)
class Line:
    """Who was asked what, and what came back; `server` is "" for a public resolver."""

    name: str
    type: str
    server: str
    address: str
    over: str
    said: str
    values: tuple[str, ...]
    milliseconds: int


def kept(exchanges: Sequence[Exchange]) -> list[dict[str, Any]]:
    """As JSON: objects with the fields of a `Line`."""
    return [
        {
            "name": each.question.name,
            "type": each.question.type.value,
            "server": each.server,
            "address": each.address,
            "over": each.over,
            "said": each.said,
            "values": _values(each),
            "milliseconds": each.milliseconds,
        }
        for each in exchanges[:_MOST]
    ]


def lines(stored: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    for each in stored:
        yield Line(**{**each, "values": tuple(each["values"])})


def _values(exchange: Exchange) -> list[str]:
    answer = exchange.answer
    if not isinstance(answer, Found):
        return []
    values = [f"CNAME {answer.alias}"] if answer.alias else []
    return [value[:_LONGEST] for value in (*values, *answer.values)]
