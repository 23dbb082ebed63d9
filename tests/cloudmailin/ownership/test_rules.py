"""What moves a claim, and what does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.ownership.rules import (
    DISPLACING,
    HOLDING,
    MOVES,
    PENDING_FOR,
    WEAKENING,
    Claim,
    IllegalMove,
    Standing,
    after_look,
    after_time,
    require_allowed,
)
from cloudmailin.steadiness import LEAVING_GOOD, RETURNING, Doubt

NOW = datetime(2026, 11, 2, tzinfo=UTC)

standings = st.builds(
    lambda claim, looks, hours: Standing(
        claim, Doubt(looks, NOW - timedelta(hours=hours)) if looks else Doubt()
    ),
    st.sampled_from(Claim),
    st.integers(0, 12),
    st.integers(0, 100),
)


def look_again(
    standing: Standing, proof: bool | None, times: int, over: timedelta, holder: Standing | None = None
) -> Standing:
    """So many looks that say the same, evenly over a time."""
    for number in range(times):
        standing = after_look(standing, proof, holder, NOW + over * number / max(1, times - 1)).standing
    return standing


@given(standings, standings | st.none())
def test_a_look_that_learned_nothing_moves_nothing(own: Standing, holder: Standing | None) -> None:
    assert after_look(own, None, holder, NOW).standing == own


@given(standings, st.booleans(), standings | st.none())
def test_no_look_moves_a_claim_beside_the_table(own: Standing, proof: bool, holder: Standing | None) -> None:
    verdict = after_look(own, proof, holder, NOW)
    to = verdict.standing.claim
    assert to is own.claim or to in MOVES[own.claim]
    if to in HOLDING and own.claim not in HOLDING:
        assert proof, "nobody gets a name without a proof"
        assert verdict.displaces == (holder is not None)
        assert holder is None or holder.gives_way(NOW)


def test_the_first_to_prove_has_the_name() -> None:
    assert after_look(Standing(Claim.PENDING), True, None, NOW).standing == Standing(Claim.PROVEN)
    assert after_look(Standing(Claim.PENDING), False, None, NOW).standing == Standing(Claim.PENDING)


@pytest.mark.parametrize("proof", [True, False])
def test_who_was_released_needs_a_claim_of_his_own_again(proof: bool) -> None:
    for ended in (Claim.RELEASED, Claim.QUARANTINED, Claim.EXPIRED):
        assert after_look(Standing(ended), proof, None, NOW).standing == Standing(ended)


def test_two_proofs_wait_for_a_person() -> None:
    holder = Standing(Claim.PROVEN)
    verdict = after_look(Standing(Claim.PENDING), True, holder, NOW)
    assert (verdict.standing.claim, verdict.displaces) == (Claim.CONTESTED, False)
    assert (
        look_again(Standing(Claim.CONTESTED), True, 100, timedelta(days=30), holder).claim is Claim.CONTESTED
    )


def test_a_holder_whose_token_has_gone_gives_way_after_several_looks_over_time() -> None:
    at_once = look_again(Standing(Claim.PROVEN), False, 50, timedelta(0))
    assert not at_once.gives_way(NOW)
    gone = look_again(Standing(Claim.PROVEN), False, DISPLACING.looks, DISPLACING.lasting)
    assert gone.claim is Claim.PROVEN, "nobody else asks for it"
    assert gone.gives_way(NOW + DISPLACING.lasting)
    assert after_look(Standing(Claim.CONTESTED), True, gone, NOW + DISPLACING.lasting).displaces


def test_a_token_that_is_back_defends_the_name_again() -> None:
    gone = look_again(Standing(Claim.PROVEN), False, DISPLACING.looks, DISPLACING.lasting)
    back = after_look(gone, True, None, NOW + DISPLACING.lasting).standing
    assert not back.gives_way(NOW + DISPLACING.lasting)
    weak_and_back = after_look(Standing(Claim.WEAKENED), True, None, NOW).standing
    assert not weak_and_back.gives_way(NOW)


def test_a_proof_weakens_after_three_days_and_recovers_after_two_looks() -> None:
    just_before = look_again(Standing(Claim.PROVEN), False, 50, WEAKENING.lasting - timedelta(seconds=1))
    assert just_before.claim is Claim.PROVEN
    weak = look_again(Standing(Claim.PROVEN), False, WEAKENING.looks, WEAKENING.lasting)
    assert weak == Standing(Claim.WEAKENED)
    assert weak.gives_way(NOW)
    assert look_again(weak, True, RETURNING.looks, RETURNING.lasting) == Standing(Claim.PROVEN)


def test_a_contest_ends_when_the_challenger_takes_the_token_away() -> None:
    own = Standing(Claim.CONTESTED)
    assert look_again(own, False, LEAVING_GOOD.looks, LEAVING_GOOD.lasting) == Standing(Claim.PENDING)
    assert after_look(own, False, None, NOW).standing.claim is Claim.CONTESTED


def test_a_claim_that_nobody_proves_expires_and_no_other_does() -> None:
    for claim in Claim:
        assert after_time(claim, NOW, NOW + PENDING_FOR - timedelta(seconds=1)) is claim
        late = after_time(claim, NOW, NOW + PENDING_FOR)
        assert late is (Claim.EXPIRED if claim is Claim.PENDING else claim)


def test_the_table_is_kept() -> None:
    assert set(MOVES) == set(Claim)
    with pytest.raises(IllegalMove):
        require_allowed(Claim.QUARANTINED, Claim.PROVEN)
    require_allowed(Claim.PENDING, Claim.PROVEN)
