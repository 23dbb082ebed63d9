"""The table of transitions: what it must allow, and what no table may."""

from __future__ import annotations

import pytest

from cloudmailin.states import GOOD, INITIAL, TRANSITIONS, IllegalTransition, State, Use, require_allowed


@pytest.mark.parametrize("use", Use)
def test_every_state_can_be_reached_from_the_first(use: Use) -> None:
    reached, frontier = set(), {INITIAL[use]}
    while frontier:
        reached |= frontier
        frontier = {after for state in frontier for after in TRANSITIONS[use][state]} - reached
    assert reached == set(TRANSITIONS[use])


@pytest.mark.parametrize("use", Use)
def test_every_state_but_the_last_can_be_left_by_removing(use: Use) -> None:
    for state, afters in TRANSITIONS[use].items():
        assert State.REMOVING in afters or state in (State.REMOVING, State.GONE)


@pytest.mark.parametrize("use", Use)
def test_gone_is_final_and_only_removing_leads_there(use: Use) -> None:
    assert TRANSITIONS[use][State.GONE] == frozenset()
    assert [state for state, afters in TRANSITIONS[use].items() if State.GONE in afters] == [State.REMOVING]


def test_a_good_state_is_reached_only_through_cloudmailins_word_or_back_from_degraded() -> None:
    for use, by_word in ((Use.SENDING, State.VERIFYING), (Use.RECEIVING, State.PROVISIONING)):
        for state, afters in TRANSITIONS[use].items():
            if afters & GOOD:
                assert state in (by_word, State.DEGRADED)


@pytest.mark.parametrize("use", Use)
@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_a_move_that_the_table_lacks_raises(use: Use, before: State, after: State) -> None:
    if after in TRANSITIONS[use].get(before, ()):
        require_allowed(use, before, after)
    else:
        with pytest.raises(IllegalTransition):
            require_allowed(use, before, after)
