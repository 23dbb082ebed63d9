"""A good state is left, and regained, by looks that last; nothing else moves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.steadiness import CERTAIN_AFTER, LEAVING_GOOD, RETURNING, Doubt, Patience, after, is_fresh

START = datetime(2030, 1, 1, tzinfo=UTC)
RIGHT, WRONG, NOTHING = True, False, None

Looks = Sequence[tuple[timedelta, bool | None]]
"""(time since the look before, what it said)"""

GAPS = st.timedeltas(timedelta(seconds=1), timedelta(hours=9))


def looks(*said: bool | None, gaps: st.SearchStrategy[timedelta] = GAPS) -> st.SearchStrategy[Looks]:
    return st.lists(st.tuples(gaps, st.sampled_from(said)), max_size=60)


def states(seen: Looks, *, good: bool = True) -> Iterator[bool]:
    """Whether the state is good after each look, as `observe` moves it."""
    doubt, now = Doubt(), START
    for gap, said in seen:
        now += gap
        doubt = after(doubt, contradicts=None if said is NOTHING else said is not good, now=now)
        if said is not NOTHING and (LEAVING_GOOD if good else RETURNING).is_over(doubt, now):
            good, doubt = not good, Doubt()
        yield good


@given(looks(RIGHT, NOTHING))
def test_a_good_state_stays_without_a_definitive_miss(seen: Looks) -> None:
    assert all(states(seen))


@given(looks(WRONG, NOTHING))
def test_a_degraded_state_stays_without_a_definitive_hit(seen: Looks) -> None:
    assert not any(states(seen, good=False))


@given(looks(RIGHT, WRONG, NOTHING), st.booleans())
def test_looks_that_learn_nothing_are_as_none(seen: Looks, good: bool) -> None:
    now, known = START, list[tuple[timedelta, bool | None]]()
    last = START
    for gap, said in seen:
        now += gap
        if said is not NOTHING:
            known.append((now - last, said))
            last = now
    assert [*states(known, good=good)][-1:] == [*states(seen, good=good)][-1:] or not known


@given(st.integers(1, 40), GAPS, st.booleans())
def test_records_that_come_and_go_move_nothing(turns: int, gap: timedelta, good: bool) -> None:
    flapping = [(gap, said) for _ in range(turns) for said in (RIGHT, WRONG)]
    assert set(states(flapping, good=good)) == {good}


@given(looks(WRONG, gaps=st.timedeltas(timedelta(seconds=1), timedelta(seconds=10))))
def test_many_misses_within_minutes_are_an_edit_at_the_dns_host(seen: Looks) -> None:
    assert all(states(seen))


@pytest.mark.parametrize(("good", "patience"), [(True, LEAVING_GOOD), (False, RETURNING)])
def test_what_lasts_moves_it_once(good: bool, patience: Patience) -> None:
    often = patience.lasting / patience.looks
    moved = [*states([(often, not good)] * (patience.looks * 5), good=good)]
    assert moved.count(good) == patience.looks
    assert set(moved[patience.looks :]) == {not good}


@given(looks(RIGHT, WRONG, NOTHING), st.booleans())
def test_it_never_moves_faster_than_patience(seen: Looks, good: bool) -> None:
    before, now, moved_at = good, START, None
    for (gap, _), is_good in zip(seen, states(seen, good=good), strict=True):
        now += gap
        if is_good != before:
            patience = RETURNING if is_good else LEAVING_GOOD
            assert moved_at is None or now - moved_at >= patience.lasting
            before, moved_at = is_good, now


def test_a_doubt_is_fresh_until_it_hangs() -> None:
    doubt = after(Doubt(), contradicts=True, now=START)
    assert is_fresh(doubt, START + CERTAIN_AFTER / 2)
    assert not is_fresh(doubt, START + CERTAIN_AFTER)
    assert not is_fresh(Doubt(), START)
