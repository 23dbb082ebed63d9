"""Elasticsearch's query-string syntax over incoming statuses: the text and the rows in, the rows out.

Documented: the fields `status`, `status_category`, `from`, `to`, `subject` and `created_at`, `*` for
everything, and examples. Choices, as CloudMailin does not say how its index is set up:
- text is compared word by word, without regard to case, as Elasticsearch's standard analyser has it:
  `from:example.com` finds every sender there; wildcards stand for one word or for the whole value;
- words that stand side by side are alternatives (Elasticsearch's own default), and a word without a field may
  be in any of the text fields;
- fields that are not documented match nothing;
- regular expressions, fuzzy and proximity searches are refused with a sentence, as is what can't be read.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from luqum import thread, tree

from .date_math import Span, span

TEXT_FIELDS = ("status", "status_category", "from", "to", "subject")
DATE_FIELD = "created_at"
MAX_LENGTH = 1_000
_MAX_DEPTH = 40

Values = Mapping[str, str | datetime | None]
Test = Callable[[Values], bool]

_WORDS = re.compile(r"\w+")
_ESCAPED_OR_ONE = re.compile(r"\\(.)|(.)", re.DOTALL)


class QueryProblem(ValueError):
    """Why a query can't be answered; the text is a sentence."""


class Searchable(Protocol):
    """A row: its values by field."""

    def searched(self) -> Values: ...


Row = TypeVar("Row", bound=Searchable)


def matching(query: str, rows: Iterable[Row], now: datetime) -> list[Row]:
    """The rows that a query finds, in their order. Raises QueryProblem, whatever the rows are."""
    holds = _read(query, now)
    return [row for row in rows if holds(row.searched())]


def _read(query: str, now: datetime) -> Test:
    if not query.strip():
        return _always
    if len(query) > MAX_LENGTH:
        raise QueryProblem(f"Query is longer than {MAX_LENGTH} characters")
    try:
        return _Reader(now).test(thread.parse(query), None)
    except QueryProblem:
        raise
    except (ValueError, ArithmeticError, RecursionError):
        raise QueryProblem("Query can't be parsed, check its quotes, brackets and operators") from None


def _always(_values: Values) -> bool:
    return True


def _never(_values: Values) -> bool:
    return False


class _Reader:
    """Turns a parsed query into a test of one row."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._depth = 0

    def test(self, node: Any, field: str | None) -> Test:
        """`field` is what the nearest `field:` around the node names."""
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise QueryProblem("Query is nested too deeply")
        test = self._test(node, field)
        self._depth -= 1
        return test

    def _test(self, node: Any, field: str | None) -> Test:
        match node:
            case tree.SearchField():
                return self.test(node.expr, None if node.name == "*" else node.name)
            case tree.BaseGroup() | tree.Boost():
                return self.test(node.expr, field)
            case tree.Plus():
                return self.test(node.a, field)
            case tree.Not() | tree.Prohibit():
                return _not(self.test(node.a, field))
            case tree.AndOperation():
                return _all([self.test(child, field) for child in node.children])
            case tree.OrOperation():
                return _any([self.test(child, field) for child in node.children])
            case tree.BaseOperation():
                return self._side_by_side(node.children, field)
        return self._leaf(node, field)

    def _side_by_side(self, children: Sequence[Any], field: str | None) -> Test:
        """As Lucene has it: all that is required, nothing prohibited; else one of the rest will do."""
        required = [self.test(each, field) for each in children if isinstance(each, tree.Plus)]
        excluded = [self.test(each, field) for each in children if isinstance(each, tree.Not | tree.Prohibit)]
        others = [
            self.test(each, field)
            for each in children
            if not isinstance(each, tree.Plus | tree.Not | tree.Prohibit)
        ]
        optional = [_any(others)] if others and not required else []
        return _all([*required, *excluded, *optional])

    def _leaf(self, node: Any, field: str | None) -> Test:
        match node:
            case tree.Word():
                return self._word(node.value, field)
            case tree.Phrase():
                return self._phrase(_unescaped(node.value[1:-1]), field)
            case tree.Range():
                above = self._bound(node.low, field, above=True, including=node.include_low)
                below = self._bound(node.high, field, above=False, including=node.include_high)
                return _all([above, below])
            case tree.From():
                return self._bound(node.a, field, above=True, including=node.include)
            case tree.To():
                return self._bound(node.a, field, above=False, including=node.include)
        raise QueryProblem(f"Query uses what is not supported here: {str(node).strip()[:60]}")

    def _word(self, written: str, field: str | None) -> Test:
        if written == "*":
            return _always if field is None else _in(field, lambda _value: True)
        if pattern := _wildcards(written):
            return _in(field, lambda value: _fits(pattern, value))
        return self._phrase(_unescaped(written), field)

    def _phrase(self, written: str, field: str | None) -> Test:
        if field == DATE_FIELD:
            return _within(self._span(written))
        return _in(field, lambda value: _mentions(value, written.casefold()))

    def _bound(self, node: Any, field: str | None, *, above: bool, including: bool) -> Test:
        """One end of a range. Text is compared as text, as in an index of keywords."""
        phrase = isinstance(node, tree.Phrase)
        if not isinstance(node, tree.Term):
            raise QueryProblem("Query has a range that can't be read")
        written = _unescaped(node.value[1:-1] if phrase else node.value)
        if written == "*":
            return _in(field, lambda _value: True)
        if field == DATE_FIELD:
            return _beyond(self._span(written), above=above, including=including)
        edge = written.casefold()
        if above:
            return _in(field, lambda value: value > edge or (including and value == edge))
        return _in(field, lambda value: value < edge or (including and value == edge))

    def _span(self, written: str) -> Span:
        try:
            return span(written, self._now)
        except ValueError as problem:
            raise QueryProblem(f"Query has a date that can't be read, {problem}") from None


def _not(test: Test) -> Test:
    return lambda values: not test(values)


def _all(tests: Sequence[Test]) -> Test:
    return lambda values: all(test(values) for test in tests)


def _any(tests: Sequence[Test]) -> Test:
    return lambda values: any(test(values) for test in tests)


def _in(field: str | None, test: Callable[[str], bool]) -> Test:
    """Whether the value of a field, in lower case, passes; without a field, that of any text field."""
    if field not in (None, *TEXT_FIELDS, DATE_FIELD):
        return _never
    fields = TEXT_FIELDS if field is None else (field,)
    return lambda values: any(test(text) for text in map(_text, map(values.get, fields)) if text is not None)


def _text(value: str | datetime | None) -> str | None:
    if isinstance(value, datetime):
        value = value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return None if value is None else value.casefold()


def _within(wanted: Span) -> Test:
    return _on_date(lambda moment: wanted.start <= moment < wanted.end)


def _beyond(edge: Span, *, above: bool, including: bool) -> Test:
    """`>` passes over the whole of the edge, `>=` begins with it; `<` ends before it, `<=` takes all of it."""
    if above:
        first = edge.start if including else edge.end
        return _on_date(lambda moment: moment >= first)
    end = edge.end if including else edge.start
    return _on_date(lambda moment: moment < end)


def _on_date(test: Callable[[datetime], bool]) -> Test:
    def holds(values: Values) -> bool:
        moment = values.get(DATE_FIELD)
        return isinstance(moment, datetime) and test(moment)

    return holds


def _mentions(value: str, wanted: str) -> bool:
    """Whether the words stand in the value, one after the other; both in lower case."""
    words, phrase = _WORDS.findall(value), _WORDS.findall(wanted)
    starts = range(len(words) - len(phrase) + 1) if phrase else ()
    return value == wanted != "" or any(words[at : at + len(phrase)] == phrase for at in starts)


def _fits(pattern: re.Pattern[str], value: str) -> bool:
    return any(pattern.fullmatch(each) for each in (value, *_WORDS.findall(value)))


def _wildcards(written: str) -> re.Pattern[str] | None:
    """`*` and `?` in a word, unless escaped. The expression that fnmatch makes never runs away."""
    shell, wild = "", False
    for escaped, plain in _ESCAPED_OR_ONE.findall(written.casefold()):
        wild = wild or plain in ("*", "?")
        shell += plain if plain in ("*", "?") else _literally(escaped or plain)
    return re.compile(fnmatch.translate(shell)) if wild else None


def _literally(letter: str) -> str:
    return f"[{letter}]" if letter in "*?[" else letter


def _unescaped(written: str) -> str:
    return _ESCAPED_OR_ONE.sub(lambda found: found[1] or found[2], written)
