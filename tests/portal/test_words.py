"""There are words for everything that can happen."""

from __future__ import annotations

import string

import pytest

from cloudmailin.dns.answers import AbsentKind, UnknownReason
from cloudmailin.dns.causes import CODES
from cloudmailin.dns.finding import FindingStatus
from cloudmailin.dns.records import Purpose
from cloudmailin.states import TRANSITIONS, Use
from portal import words

DETAILS = {
    "name",
    "target",
    "provider",
    "found",
    "alias",
    "zone",
    "length",
    "whole",
    "absent",
    "reason",
    "host",
    "servers",
    "parent",
    "policy",
}
"""What the causes put into a finding's detail."""


@pytest.mark.parametrize("use", Use)
def test_every_state_has_a_badge_and_an_event(use: Use) -> None:
    for state, afters in TRANSITIONS[use].items():
        assert words.STATES[use, state].title
        for after in afters:
            assert words.EVENTS[after, use]


def test_every_finding_has_words_whose_fields_the_causes_fill() -> None:
    codes = {code for found in CODES.values() for code in found}
    assert codes == set(words.FINDINGS)
    for said in words.FINDINGS.values():
        fields = {
            field
            for text in (said.sentence, said.advice)
            for _, field, _, _ in string.Formatter().parse(str(text))
        }
        assert fields - {None} <= DETAILS


def test_every_purpose_and_status_has_words() -> None:
    assert set(words.PURPOSES) == set(Purpose)
    assert {status.value for status in FindingStatus} | {"unseen"} == set(words.STATUSES)


def test_every_reason_that_the_work_gives_has_words_and_advice() -> None:
    assert set(words.REASONS) == {"taken", "contested", "refused", "own_target", "stopped"}
    assert all(said.title and said.advice for said in words.REASONS.values())


def test_a_field_without_a_value_stays_empty_instead_of_failing() -> None:
    assert words.Words("t", "before {unknown} after").filled({}).sentence == "before  after"


def test_no_words_name_the_service_behind_the_portal() -> None:
    everything = [
        *words.STATES.values(),
        *words.FINDINGS.values(),
        *words.REASONS.values(),
        *words.PURPOSES.values(),
    ]
    for said in [*everything, words.OUTAGE]:
        assert "cloudmailin" not in f"{said.title} {said.sentence} {said.advice}".lower()


def test_there_are_words_for_whatever_a_server_says() -> None:
    of_several = {
        UnknownReason.DISAGREEING,
        UnknownReason.NO_SERVERS,
        UnknownReason.PRIVATE_SERVER,
        UnknownReason.BOGUS,
    }
    assert set(words.SAID) == {"records", *AbsentKind, *UnknownReason} - of_several
