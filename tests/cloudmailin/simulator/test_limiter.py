from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.simulator.limiter import arrive, fullest

_LIMIT, _PERIOD = st.integers(1, 8), st.floats(0.1, 600)
_ARRIVALS = st.lists(st.floats(0, 2_000), max_size=80).map(sorted)


def _accepted(arrivals: list[float], limit: int, period: float) -> list[float]:
    log: tuple[float, ...] = ()
    accepted = []
    for now in arrivals:
        verdict = arrive(log, now, limit=limit, period=period)
        log = verdict.log
        if verdict.retry_after is None:
            accepted.append(now)
    return accepted


@given(_ARRIVALS, _LIMIT, _PERIOD)
def test_it_never_accepts_more_than_the_limit_in_any_window(
    arrivals: list[float], limit: int, period: float
) -> None:
    accepted = _accepted(arrivals, limit, period)
    for start in accepted:
        assert sum(0 <= at - start < period for at in accepted) <= limit
    assert fullest(accepted, period) <= limit


@given(_ARRIVALS, _LIMIT, _PERIOD)
def test_it_refuses_nobody_without_need(arrivals: list[float], limit: int, period: float) -> None:
    accepted = _accepted(arrivals, limit, period)
    for refused in set(arrivals) - set(accepted):
        assert sum(at <= refused and refused - at < period for at in accepted) == limit


@given(_ARRIVALS.filter(bool), _LIMIT, _PERIOD)
def test_it_accepts_a_call_that_waits_as_long_as_it_was_told(
    arrivals: list[float], limit: int, period: float
) -> None:
    log = tuple(_accepted(arrivals, limit, period))
    told = arrive(log, arrivals[-1], limit=limit, period=period).retry_after or 0.0
    assert 0 <= told <= period * 1.001
    assert arrive(log, arrivals[-1] + told + 0.001, limit=limit, period=period).retry_after is None


@given(_ARRIVALS, _PERIOD)
def test_fullest_is_the_largest_count_that_a_window_holds(arrivals: list[float], period: float) -> None:
    counts = [sum(0 <= at - start < period for at in arrivals) for start in arrivals]
    assert fullest(arrivals, period) == max(counts, default=0)
