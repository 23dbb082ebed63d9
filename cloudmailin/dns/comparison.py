"""What was found beside what was expected: for each value, or for the name where that is what is wrong."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.causes.dmarc_invalid import is_policy
from cloudmailin.dns.causes.in_the_way import in_the_way
from cloudmailin.dns.difference import Mark, Part, likeness, marks, plain
from cloudmailin.dns.policy import mended, merged
from cloudmailin.dns.probes import accepted
from cloudmailin.dns.records import Purpose, Record, RecordSet

_PRIORITY = re.compile(r"\d{1,5} ")

_NAMED_WRONG = ("name_", "token_in_the_name", "dmarc_at_domain")
"""Causes, by how they begin, of records that stand at a wrong name: their detail has it as "found"."""

_ALIASES = frozenset({"token_as_alias", "token_behind_alias", "mx_behind_alias"})
"""Causes that saw the target of a CNAME where another type belongs; else the value tells its type."""

_IN_THE_WAY = frozenset(in_the_way.codes)  # type: ignore[attr-defined]
"""Causes that saw records of other types than the expected one."""

_MOST = 8
"""Values that are compared; what is beyond is hardly meant for mail."""


class Subject(StrEnum):
    NAME = "name"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Comparison:
    """`expected` is empty where nothing is to stand beside the others. `is_right`: this one may stay as it is."""

    subject: Subject
    expected: tuple[Part, ...]
    found: tuple[Part, ...]
    is_right: bool = False


def comparisons(
    record_set: RecordSet, code: str, seen: Sequence[str], detail: Mapping[str, str]
) -> tuple[Comparison, ...]:
    """Of a finding that calls something mistaken; `code`, `seen` and `detail` are the finding's."""
    if code.startswith(_NAMED_WRONG) and (place := detail.get("found")):
        return (_compared(Subject.NAME, record_set.records[0].name, place),)
    if record_set.purpose is Purpose.DMARC:
        return tuple(_policies(record_set, code, seen[:_MOST]))
    return tuple(_values(record_set, code, seen[:_MOST]))


def _values(record_set: RecordSet, code: str, seen: Sequence[str]) -> Iterator[Comparison]:
    """Each found value with the nearest of those that are expected; none is expected twice."""
    waiting = [
        each
        for each in accepted(record_set)
        if each not in record_set.behind or _bare(each.value) in map(_bare, seen)
    ]
    for value in sorted(seen, key=lambda value: -max(_nearness(value, each, code) for each in waiting)):
        if not waiting:
            yield Comparison(Subject.VALUE, (), _surplus(record_set, value, code))
            continue
        nearest = max(waiting, key=lambda each: _nearness(value, each, code))
        waiting = [each for each in waiting if each is not nearest] if len(record_set.records) > 1 else []
        yield _of_a_record(nearest, value, type_of(value, code, nearest))


def _nearness(value: str, record: Record, code: str) -> float:
    same_type = type_of(value, code, record) is record.type
    return likeness(_bare(record.value), _bare(value)) + same_type


def _of_a_record(record: Record, value: str, type: RecordType) -> Comparison:
    """The priority of an MX record is the customer's choice, so it is shown and not compared."""
    compared = _compared(Subject.VALUE, _bare(record.value), _bare(value))
    before, here = plain(_priority(record.value)), plain(_priority(value))
    if record.type is not type:
        before = (*plain(record.type.value, Mark.EXTRA), *plain(" "), *before)
        here = (*plain(type.value, Mark.EXTRA), *plain(" "), *here)
        compared = replace(compared, is_right=False)
    return replace(compared, expected=(*before, *compared.expected), found=(*here, *compared.found))


def _policies(record_set: RecordSet, code: str, seen: Sequence[str]) -> Iterator[Comparison]:
    """A policy of the customer's own is compared with itself as receivers could read it; several with one for all."""
    if code == "dmarc_twice" and seen:
        yield _compared(Subject.VALUE, merged(seen, record_set.records[0].value), seen[0])
        yield from (Comparison(Subject.VALUE, (), plain(value, Mark.EXTRA)) for value in seen[1:])
        return
    for value in seen:
        if is_policy(value):
            yield Comparison(Subject.VALUE, (), plain(value), is_right=True)
        else:
            yield _compared(Subject.VALUE, mended(value, record_set.records[0].value), value)


def type_of(value: str, code: str, record: Record) -> RecordType:
    """The type of the record that a value was read from, as a finding keeps the value alone."""
    if code in _ALIASES:
        return RecordType.CNAME
    if code in ("text_instead_of_alias", "text_instead_of_mx"):
        return RecordType.TXT
    if code not in _IN_THE_WAY:
        return _usual(value, code, record)
    try:
        return RecordType.A if ipaddress.ip_address(value).version == 4 else RecordType.AAAA
    except ValueError:
        return RecordType.MX if re.fullmatch(r"\d{1,5} \S+", value) else RecordType.TXT


def _usual(value: str, code: str, record: Record) -> RecordType:
    """DKIM stands in either form; a text has what no host name has."""
    if record.purpose is not Purpose.DKIM:
        return record.type
    is_text = code.startswith(("dkim_", "text_")) or re.search(r"[=;\s]", value)
    return RecordType.TXT if is_text else RecordType.CNAME


def _compared(subject: Subject, expected: str, found: str) -> Comparison:
    lacking = tuple(part for part in marks(found, expected) if part.mark is not Mark.GAP)
    return Comparison(subject, lacking, marks(expected, found), is_right=expected == found)


def _surplus(record_set: RecordSet, value: str, code: str) -> tuple[Part, ...]:
    """Beside an MX record or a CNAME any other is one too many; at another name a text may belong to somebody."""
    if code in _IN_THE_WAY:
        type = type_of(value, code, record_set.records[0])
        return (*plain(type.value, Mark.EXTRA), *plain(" "), *plain(value, Mark.EXTRA))
    is_alone = record_set.purpose in (Purpose.MX, Purpose.DKIM)
    return plain(value, Mark.EXTRA if is_alone else Mark.SAME)


def _priority(value: str) -> str:
    found = _PRIORITY.match(value)
    return found[0] if found else ""


def _bare(value: str) -> str:
    return value.removeprefix(_priority(value))
