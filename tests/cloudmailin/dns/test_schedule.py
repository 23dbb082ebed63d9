"""How long until a domain is looked at again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.dns.schedule import interval

NOW = datetime(2030, 1, 1, tzinfo=UTC)
MIDDLE = 0.5

AGES = st.timedeltas(timedelta(0), timedelta(days=400))
JITTERS = st.floats(0, 1)


def after(
    age: timedelta,
    *,
    watched: bool = False,
    good: bool = False,
    doubtful: bool = False,
    jitter: float = MIDDLE,
) -> timedelta | None:
    """The interval for a domain that was last touched so long ago."""
    return interval(NOW, watched=watched, good=good, doubtful=doubtful, since=NOW - age, jitter=jitter)


def test_it_checks_ever_more_rarely_and_then_rests() -> None:
    assert [
        after(timedelta(minutes=1)),
        after(timedelta(minutes=10)),
        after(timedelta(hours=1)),
        after(timedelta(days=1)),
        after(timedelta(days=30)),
    ] == [timedelta(seconds=30), timedelta(minutes=3), timedelta(hours=1), timedelta(hours=6), None]


@given(AGES, AGES)
def test_the_interval_grows_with_age(one: timedelta, other: timedelta) -> None:
    sooner, later = after(min(one, other)), after(max(one, other))
    assert later is None or (sooner is not None and sooner <= later)


@given(AGES)
def test_it_rests_after_thirty_days_and_never_before(age: timedelta) -> None:
    assert (after(age) is None) == (age >= timedelta(days=30))


@given(AGES, st.booleans(), JITTERS)
def test_what_somebody_watches_is_checked_every_few_seconds(
    age: timedelta, good: bool, jitter: float
) -> None:
    assert after(age, watched=True, good=good, jitter=jitter) == timedelta(seconds=3)


@given(AGES)
def test_what_is_good_is_checked_three_times_a_day_for_ever(age: timedelta) -> None:
    assert after(age, good=True) == timedelta(hours=8)


@given(AGES, st.booleans(), JITTERS)
def test_jitter_spreads_by_a_fifth_at_most(age: timedelta, good: bool, jitter: float) -> None:
    base, spread = after(age, good=good), after(age, good=good, jitter=jitter)
    if base is None or spread is None:
        assert base is spread
        return
    assert base * 0.8 <= spread <= base * 1.2


def test_jitter_reaches_to_either_side() -> None:
    young = timedelta(minutes=1)
    assert after(young, jitter=0) == timedelta(seconds=24)
    assert after(young, jitter=1) == timedelta(seconds=36)


@given(AGES, st.booleans())
def test_a_doubt_is_looked_into_soon_whatever_its_age(age: timedelta, good: bool) -> None:
    every = after(age, good=good, doubtful=True)
    assert every is not None
    assert every <= timedelta(minutes=5)
