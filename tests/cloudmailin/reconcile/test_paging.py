"""Pages are read until they end, and a round is spread over the day."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.reconcile.pace import LONGEST, gap
from cloudmailin.reconcile.paging import is_end


def test_a_page_without_anything_new_is_the_end() -> None:
    assert is_end([], {"a"})
    assert is_end(["b", "a"], {"a", "b"}), "a service that ignores the page number repeats the first"
    assert not is_end(["b", "c"], {"a", "b"}), "pages that overlap go on"


@given(st.integers(0, 100_000))
def test_a_round_is_over_before_the_next_is_due(reads: int) -> None:
    day = timedelta(days=1)
    assert timedelta(0) < gap(day, reads) <= LONGEST
    assert gap(day, reads) * reads < day
