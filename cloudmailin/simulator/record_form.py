"""The form of one record: what was typed, what is wrong with it, and the record that it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import dns.name
from starlette.datastructures import FormData

from . import records
from .records import Record, RecordProblems

_EMPTY = {"name": "", "type": "A", "value": "", "priority": "10", "ttl": str(records.DEFAULT_TTL)}
_PRIORITIES = range(65_536)


@dataclass(frozen=True, slots=True)
class RecordForm:
    """What stands in the fields, and what is wrong with it, by field."""

    typed: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    problems: Mapping[str, str] = field(default_factory=dict)


def submitted(form: FormData) -> dict[str, str]:
    return {name: str(form.get(name, "")) for name in _EMPTY}


def filled(record: Record, zone: dns.name.Name) -> RecordForm:
    """The form as one would have filled it in for a record that exists."""
    priority, value = _EMPTY["priority"], record.value
    if record.type == "MX":
        priority, _, value = record.value.partition(" ")
    name = records.relative(record.name, zone)
    return RecordForm(
        {"name": name, "type": record.type, "value": value, "priority": priority, "ttl": str(record.ttl)}
    )


def read(typed: Mapping[str, str], zone: dns.name.Name) -> Record:
    """Raises RecordProblems with every problem; the priority of an MX record has a field of its own here."""
    if typed["type"] != "MX":
        return records.parse(typed["name"], typed["type"], typed["value"], typed["ttl"], zone=zone)
    priority = _priority(typed["priority"])
    problems = {} if priority else {"priority": "Enter a number from 0 to 65535."}
    try:
        record = records.parse(
            typed["name"], "MX", f"{priority or 0} {typed['value']}", typed["ttl"], zone=zone
        )
    except RecordProblems as problem:
        problems |= problem.problems
    if problems:
        raise RecordProblems(problems)
    return record


def _priority(typed: str) -> str | None:
    text = typed.strip()
    valid = text.isascii() and text.isdigit() and len(text) < 9 and int(text) in _PRIORITIES
    return text if valid else None
