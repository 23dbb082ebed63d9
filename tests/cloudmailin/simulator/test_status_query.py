"""The query language of incoming statuses, held against a naive reading of the same queries."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cloudmailin.simulator.date_math import span
from cloudmailin.simulator.status_query import QueryProblem, Values, matching

_NOW = datetime(2026, 3, 31, 10, 30, 15, 500_000, UTC)


@dataclass(frozen=True)
class _Row:
    values: Values

    def searched(self) -> Values:
        return self.values


def _row(**values: str | datetime | None) -> _Row:
    """A delivered mail from a shop, a minute ago."""
    return _Row(
        {
            "status": "200",
            "status_category": "successful",
            "from": "sender@example.net",
            "to": "orders@shop.example.com",
            "subject": "Re: Your Order, part 2",
            "created_at": _NOW - timedelta(minutes=1),
            **{name.rstrip("_"): value for name, value in values.items()},
        }
    )


def _finds(query: str, **values: str | datetime | None) -> bool:
    return bool(matching(query, [_row(**values)], _NOW))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "*",
        "*:*",
        "subject:*",
        "subject: order",
        "subject:ORDER",
        "subject:ord*",
        "subject:o?der",
        'subject:"your order"',
        "order",
        "status:2*",
        "status:200",
        "status:[200 TO 299]",
        "status:>=200 AND status:<300",
        "from:sender@example.net",
        "from:example.net",
        "from:*@example.net",
        "to:(nobody OR orders)",
        "nothing order",
        "+order -spam",
        "NOT status:404",
        "-status:404",
        "order AND NOT (spam OR status:5*)",
        "status_category:successful AND created_at:[now-1d/d TO now]",
        "created_at:2026-03-31",
        "created_at:[2026-03 TO *]",
        'created_at:>="2026-03-31T10:00:00Z"',
        "created_at:<=now/d",
        "created_at:(>now-1h AND <now)",
        "order^2",
        "subject: reply, status: 200",
    ],
)
def test_it_finds_the_row(query: str) -> None:
    assert _finds(query)


@pytest.mark.parametrize(
    "query",
    [
        "subject:orders",
        'subject:"order your"',
        r"subject:ord\*",
        "status:4*",
        "status:404",
        "status:{200 TO 299]",
        "status:<200",
        "from:orders",
        "colour:*",
        "message_id:*",
        "nothing",
        "order AND nothing",
        "+order +spam",
        "order -status:200",
        "NOT order",
        "status_category:delayed",
        "created_at:[now-1d/d TO now-1h]",
        "created_at:{* TO 2026-03-31}",
        "created_at:<now/d",
        "created_at:>now/d",
        "created_at:2025*",
        '""',
    ],
)
def test_it_passes_the_row_over(query: str) -> None:
    assert not _finds(query)


def test_it_knows_a_field_that_has_no_value() -> None:
    assert not _finds("subject:*", subject=None)
    assert _finds("NOT subject:*", subject=None)


@pytest.mark.parametrize(
    "query",
    [
        "(",
        "a AND",
        '"open',
        "subject:",
        "/re+/",
        "a~2",
        '"a b"~3',
        "a~1.1.1",
        "created_at:soon",
        "created_at:[2026-13-01 TO *]",
        "created_at:now-999999y",
        "created_at:now-1x",
        "x" * 1001,
        "(" * 300 + "a" + ")" * 300,
        "(a " * 249 + "a" + ")" * 249,
        "NOT " * 240 + "a",
    ],
)
def test_it_says_that_a_query_cannot_be_read_even_with_no_row_to_look_at(query: str) -> None:
    with pytest.raises(QueryProblem, match="Query "):
        matching(query, [], _NOW)


@given(st.text() | st.text(alphabet='ab*?:()[]{}"\\/~^+-<>=TO AND NOT now|.,@', max_size=60))
@example("created_at:now||-1d")
@example('subject:"\\')
def test_it_answers_any_text_with_rows_or_a_sentence(query: str) -> None:
    with contextlib.suppress(QueryProblem):
        assert len(matching(query, [_row(), _row(subject=None)], _NOW)) <= 2


def test_it_is_quick_whatever_the_pattern() -> None:
    began = time.monotonic()
    assert not _finds("subject:" + "*a" * 400 + "b", subject="a" * 20_000)
    assert time.monotonic() - began < 2


_words = st.sampled_from(["red", "green", "blue", "redder", "x1"])
_queries = st.recursive(
    st.tuples(st.just("word"), st.sampled_from(["subject", "status", "other", ""]), _words)
    | st.tuples(st.just("start"), st.sampled_from(["subject", "status"]), _words),
    lambda inner: st.tuples(st.just("not"), inner) | st.tuples(st.sampled_from(["AND", "OR"]), inner, inner),
    max_leaves=8,
)


def _written(query: tuple[object, ...]) -> str:
    match query:
        case ("word", field, word):
            return f"{field}:{word}" if field else str(word)
        case ("start", field, word):
            return f"{field}:{word}*"
        case ("not", inner):
            return f"(NOT {_written(inner)})"  # type: ignore[arg-type]
        case (operator, left, right):
            return f"({_written(left)} {operator} {_written(right)})"  # type: ignore[arg-type]
    raise AssertionError(query)


def _naive(query: tuple[object, ...], subject: list[str], status: str) -> bool:
    values = {"subject": subject, "status": [status], "other": [], "": [*subject, status]}
    match query:
        case ("word", field, word):
            return word in values[str(field)]
        case ("start", field, word):
            return any(each.startswith(str(word)) for each in values[str(field)])
        case ("not", inner):
            return not _naive(inner, subject, status)  # type: ignore[arg-type]
        case (operator, left, right):
            sides = [_naive(each, subject, status) for each in (left, right)]  # type: ignore[arg-type]
            return all(sides) if operator == "AND" else any(sides)
    raise AssertionError(query)


@given(_queries, st.lists(_words, max_size=3), _words)
def test_it_agrees_with_a_naive_reading(query: tuple[object, ...], subject: list[str], status: str) -> None:
    row = _Row({"subject": " ".join(subject), "status": status})
    assert bool(matching(_written(query), [row], _NOW)) == _naive(query, subject, status)


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("now", "2026-03-31T10:30:15.500", "2026-03-31T10:30:15.501"),
        ("now/d", "2026-03-31T00:00", "2026-04-01T00:00"),
        ("now-1d/d", "2026-03-30T00:00", "2026-03-31T00:00"),
        ("now/w", "2026-03-30T00:00", "2026-04-06T00:00"),
        ("now-1M", "2026-02-28T10:30:15.500", "2026-02-28T10:30:15.501"),
        ("now/y", "2026-01-01T00:00", "2027-01-01T00:00"),
        ("now+2H/h", "2026-03-31T12:00", "2026-03-31T13:00"),
        ("2026", "2026-01-01T00:00", "2027-01-01T00:00"),
        ("2026-02", "2026-02-01T00:00", "2026-03-01T00:00"),
        ("2026-02-28||+1d", "2026-03-01T00:00", "2026-03-02T00:00"),
        ("2026-01-31||+1M/M", "2026-02-01T00:00", "2026-03-01T00:00"),
        ("2026-03-31T10:30Z", "2026-03-31T10:30", "2026-03-31T10:31"),
        ("2026-03-31T10:30:15+02:00", "2026-03-31T08:30:15", "2026-03-31T08:30:16"),
        ("2026-03-31T10:30:15.25Z", "2026-03-31T10:30:15.250", "2026-03-31T10:30:15.251"),
    ],
)
def test_it_reads_a_date_as_the_stretch_of_time_it_names(written: str, start: str, end: str) -> None:
    found = span(written, _NOW)
    assert (found.start, found.end) == tuple(
        datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (start, end)
    )


@given(
    st.datetimes(timezones=st.just(UTC), min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1)),
    st.sampled_from("yMwdhms"),
)
def test_a_rounded_moment_lies_within_its_unit_and_the_ends_of_a_range_part_there(
    moment: datetime, unit: str
) -> None:
    found = span(f"now/{unit}", moment)
    assert found.start <= moment < found.end
    row = _Row({"created_at": moment})
    asked = {
        query: bool(matching(f"created_at:{query}now/{unit}", [row], moment))
        for query in ("", ">=", "<=", ">", "<")
    }
    assert asked == {"": True, ">=": True, "<=": True, ">": False, "<": False}
