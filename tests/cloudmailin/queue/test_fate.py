"""Waiting before another try is bounded, whatever CloudMailin says."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.queue.fate import LONGEST, UNSEEN, backoff, gate


@given(st.integers(0, 1_000_000), st.sampled_from([LONGEST, UNSEEN]))
def test_the_wait_grows_to_what_is_the_longest(attempts: int, longest: timedelta) -> None:
    assert timedelta(0) < backoff(attempts, longest) <= backoff(attempts + 1, longest) <= longest
    assert backoff(1_000_000, longest) == longest


@given(st.one_of(st.none(), st.floats(min_value=0, allow_nan=False)))
def test_a_retry_after_is_believed_within_bounds(said: float | None) -> None:
    assert timedelta(seconds=1) <= gate(said, timedelta(seconds=60)) <= LONGEST


def test_without_a_word_a_full_period_is_waited() -> None:
    assert gate(None, timedelta(seconds=60)) == timedelta(seconds=60)
