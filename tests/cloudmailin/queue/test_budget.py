"""The budget holds CloudMailin's limit in every window, whatever the latency."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.queue.budget import MARGIN, TYPICAL_CALL, Limit, opens_at, paced_at, start_of

START = datetime(2026, 1, 1, tzinfo=UTC)
FIVE = Limit(calls=5, period=timedelta(seconds=60))

limits = st.builds(
    Limit, calls=st.integers(1, 8), period=st.integers(1, 120).map(lambda seconds: timedelta(seconds=seconds))
)
seconds = st.floats(0, 30).map(lambda value: timedelta(seconds=value))


def after(value: float) -> datetime:
    return START + timedelta(seconds=value)


def test_it_opens_at_once_while_calls_are_left() -> None:
    assert opens_at(FIVE, [after(3), after(2), after(1), after(0)]) is None


def test_it_opens_a_period_after_the_completion_of_the_fifth_last() -> None:
    ends = [after(9), after(8), after(7), after(6), after(5), after(0)]
    assert opens_at(FIVE, ends) == after(5 + 60) + MARGIN


@given(limits, st.lists(st.tuples(seconds, seconds, st.floats(0, 1)), min_size=1, max_size=60))
def test_no_window_at_the_other_end_ever_holds_more_than_the_limit(
    limit: Limit, calls: list[tuple[timedelta, timedelta, float]]
) -> None:
    """Each call waits a while, lasts a while, and arrives somewhere in between."""
    now = START
    ends: list[datetime] = []
    arrivals: list[datetime] = []
    for idle, latency, fraction in calls:
        start = max(now + idle, opens_at(limit, ends) or START)
        arrivals.append(start + latency * fraction)
        now = start + latency
        ends.insert(0, now)
    for first, later in zip(arrivals, arrivals[limit.calls :], strict=False):
        assert later - first > limit.period


@given(limits, st.integers(1, 40))
def test_paced_calls_leave_a_slot_for_whoever_comes(limit: Limit, count: int) -> None:
    """While work in the background keeps the account busy, a call at the screen starts within about one slot."""
    ends: list[datetime] = []
    start: datetime | None = None
    for _ in range(count):
        start = paced_at(limit, ends, start) or START
        ends.insert(0, start + timedelta(milliseconds=200))
        waits = max((opens_at(limit, ends) or ends[0]) - ends[0], timedelta(0))
        assert waits <= limit.slot + MARGIN


@given(
    st.builds(Limit, calls=st.integers(2, 8), period=st.just(timedelta(seconds=60))),
    st.lists(st.floats(0, 1).map(lambda value: timedelta(seconds=value)), min_size=40, max_size=40),
)
def test_pacing_uses_what_counting_from_completions_permits(limit: Limit, latencies: list[timedelta]) -> None:
    """At least 95 % of it, over 400 calls whose latency is up to a second."""
    latencies = latencies * 10
    assert span_of(limit, latencies, paced=False) >= 0.95 * span_of(limit, latencies, paced=True)


def span_of(limit: Limit, latencies: list[timedelta], *, paced: bool) -> timedelta:
    """How long it takes to make these calls, one after the other."""
    ends: list[datetime] = []
    start = free = START
    for number, latency in enumerate(latencies):
        opens = paced_at(limit, ends, start if number else None) if paced else opens_at(limit, ends)
        start = max(free, opens or free)
        free = start + latency
        ends.insert(0, free)
    return free - START


@given(limits, st.lists(st.integers(0, 300), max_size=8), st.integers(1, 30))
def test_the_estimate_is_what_serving_one_after_another_gives(
    limit: Limit, ends: list[int], position: int
) -> None:
    ledger = sorted((after(-value) for value in ends), reverse=True)
    free = START
    for _ in range(position):
        start = max(free, opens_at(limit, ledger) or free)
        free = start + TYPICAL_CALL
        ledger.insert(0, free)
    assert start_of(limit, sorted((after(-value) for value in ends), reverse=True), START, position) == start


def test_the_first_in_line_starts_now_on_an_idle_account() -> None:
    assert start_of(FIVE, [], START, 1) == START
