"""Whole milliseconds, so that sums are exact; only the leaky bucket divides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.simulator.limiter import Fullest, Verdict, Window, arrive, fullest

_HAIR = 0.001
_LIMIT = st.integers(1, 8)
_PERIOD = st.integers(100, 600_000).map(float)
_ARRIVALS = st.lists(st.integers(0, 2_000_000).map(float), max_size=80).map(sorted)
_REFUSED_COUNT = st.booleans()


def _judged(
    arrivals: list[float], limit: int, period: float, window: Window, refused_count: bool = False
) -> list[tuple[float, Verdict]]:
    log: tuple[float, ...] = ()
    judged = []
    for now in arrivals:
        verdict = arrive(log, now, limit=limit, period=period, window=window, refused_count=refused_count)
        log = verdict.log
        judged.append((now, verdict))
    return judged


def _accepted(
    arrivals: list[float], limit: int, period: float, window: Window, refused_count: bool = False
) -> list[float]:
    judged = _judged(arrivals, limit, period, window, refused_count)
    return [at for at, verdict in judged if verdict.retry_after is None]


@given(_ARRIVALS, _LIMIT, _PERIOD, _REFUSED_COUNT)
def test_a_sliding_window_never_holds_more_than_the_limit(
    arrivals: list[float], limit: int, period: float, refused_count: bool
) -> None:
    accepted = _accepted(arrivals, limit, period, Window.SLIDING, refused_count)
    for start in accepted:
        assert sum(0 <= at - start < period for at in accepted) <= limit
    assert fullest(accepted, period).calls <= limit


@given(_ARRIVALS, _LIMIT, _PERIOD, _REFUSED_COUNT)
def test_no_period_of_the_clock_holds_more_than_the_limit(
    arrivals: list[float], limit: int, period: float, refused_count: bool
) -> None:
    accepted = _accepted(arrivals, limit, period, Window.FIXED, refused_count)
    periods = [at // period for at in accepted]
    assert all(periods.count(each) <= limit for each in periods)


@given(_ARRIVALS, _LIMIT, _PERIOD, _REFUSED_COUNT)
def test_a_bucket_lets_through_its_size_and_what_has_leaked_out(
    arrivals: list[float], limit: int, period: float, refused_count: bool
) -> None:
    accepted = _accepted(arrivals, limit, period, Window.LEAKY, refused_count)
    for first, start in enumerate(accepted):
        for last, end in enumerate(accepted[first:], first):
            assert last - first + 1 <= limit + (end - start) * limit / period + _HAIR


@given(_ARRIVALS, _LIMIT, _PERIOD)
def test_a_sliding_window_refuses_nobody_without_need(
    arrivals: list[float], limit: int, period: float
) -> None:
    accepted = _accepted(arrivals, limit, period, Window.SLIDING)
    for refused in set(arrivals) - set(accepted):
        assert sum(at <= refused and refused - at < period for at in accepted) == limit


@given(_ARRIVALS, _LIMIT, _PERIOD)
def test_a_fixed_window_refuses_nobody_without_need(arrivals: list[float], limit: int, period: float) -> None:
    accepted = _accepted(arrivals, limit, period, Window.FIXED)
    for refused in set(arrivals) - set(accepted):
        assert sum(at // period == refused // period for at in accepted) == limit


@given(_ARRIVALS, _LIMIT, _PERIOD)
def test_a_bucket_is_as_full_as_one_that_leaks_all_the_time(
    arrivals: list[float], limit: int, period: float
) -> None:
    level, before = 0.0, 0.0
    for now, verdict in _judged(arrivals, limit, period, Window.LEAKY):
        level, before = max(0.0, level - (now - before) * limit / period), now
        if verdict.retry_after is None:
            level += 1
            assert level <= limit + _HAIR
        else:
            assert level + 1 > limit - _HAIR


@pytest.mark.parametrize("window", Window)
@given(arrivals=_ARRIVALS.filter(bool), limit=_LIMIT, period=_PERIOD, refused_count=_REFUSED_COUNT)
def test_it_accepts_a_call_that_waits_as_long_as_it_was_told(
    window: Window, arrivals: list[float], limit: int, period: float, refused_count: bool
) -> None:
    now, last = _judged(arrivals, limit, period, window, refused_count)[-1]
    told = last.retry_after or 0.0
    assert 0 <= told <= period + _HAIR
    if last.retry_after is not None:
        later = arrive(last.log, now + told + _HAIR, limit=limit, period=period, window=window)
        assert later.retry_after is None


@given(_ARRIVALS, _LIMIT, _PERIOD)
def test_refused_calls_make_a_caller_wait_who_does_not_slow_down(
    arrivals: list[float], limit: int, period: float
) -> None:
    judged = _judged(arrivals, limit, period, Window.SLIDING, refused_count=True)
    for number, (now, verdict) in enumerate(judged):
        before = [at for at, _ in judged[:number] if now - at < period]
        assert (verdict.retry_after is None) == (len(before) < limit)


@pytest.mark.parametrize("window", Window)
@given(arrivals=_ARRIVALS, limit=_LIMIT, period=_PERIOD, refused_count=_REFUSED_COUNT)
def test_it_remembers_no_more_than_the_limit(
    window: Window, arrivals: list[float], limit: int, period: float, refused_count: bool
) -> None:
    for now, verdict in _judged(arrivals, limit, period, window, refused_count):
        assert len(verdict.log) <= limit
        assert list(verdict.log) == sorted(verdict.log)
        assert all(now < end <= now + period + _HAIR for end in verdict.log)


@given(_ARRIVALS, _PERIOD)
def test_fullest_is_the_first_of_the_windows_that_hold_most(arrivals: list[float], period: float) -> None:
    counts = [sum(0 <= at - start < period for at in arrivals) for start in arrivals]
    most = max(counts, default=0)
    began = arrivals[counts.index(most)] if counts else None
    assert fullest(arrivals, period) == Fullest(most, began)
