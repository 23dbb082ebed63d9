"""What is asked of CloudMailin is made of domain names alone, and what a status means."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.delivery_log.outcomes import Outcome, outcome
from cloudmailin.delivery_log.query import query
from cloudmailin.simulator.status_query import matching

LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
NAME = st.builds("{}.{}.test".format, LABEL, LABEL)


class Row:
    def __init__(self, to: str) -> None:
        self.to = to

    def searched(self) -> dict[str, str | datetime | None]:
        return {"to": self.to, "created_at": datetime.now(UTC)}


@given(mine=st.sets(NAME, min_size=1, max_size=8), theirs=NAME)
def test_it_finds_all_mail_to_the_names_and_leaves_out_most_other(mine: set[str], theirs: str) -> None:
    asked = query(mine)
    assert asked
    wanted = [Row(f"someone@{name}") for name in mine]
    found = matching(asked, [*wanted, Row(f"x@{theirs}")], datetime.now(UTC))
    assert set(wanted) <= set(found)


def test_a_star_asks_for_the_names_below() -> None:
    found = matching(
        query(["*.example.test"]) or "", [Row("a@b.example.test"), Row("a@c.test")], datetime.now(UTC)
    )
    assert [row.to for row in found] == ["a@b.example.test"]


@given(typed=st.text(alphabet='abc.*"()[]{}:^~\\/+-!&|<>= \n', min_size=1))
def test_what_is_no_name_is_never_asked_for(typed: str) -> None:
    try:
        asked = query([typed])
    except ValueError:
        return
    assert asked
    assert not set(typed.removeprefix("*.")) & set('"()[]{}:^~\\/+!&|<>= \n*')


def test_too_many_names_for_one_query_ask_for_all() -> None:
    assert query(f"customer-{n}.example.com" for n in range(100)) is None
    assert query([]) is None


@pytest.mark.parametrize(
    ("status", "means"),
    [
        ("200", Outcome.ACCEPTED),
        ("204", Outcome.ACCEPTED),
        ("404", Outcome.REJECTED),
        ("max_size", Outcome.REJECTED),
        ("regexp", Outcome.REJECTED),
        ("503", Outcome.DELAYED),
        ("301", Outcome.DELAYED),
        ("client_timeout", Outcome.DELAYED),
        ("unreachable", Outcome.DELAYED),
        ("a word of tomorrow", Outcome.DELAYED),
        ("", Outcome.DELAYED),
    ],
)
def test_a_status_is_one_of_three_outcomes(status: str, means: Outcome) -> None:
    assert outcome(status) is means
