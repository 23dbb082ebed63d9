"""One policy for several: readable, mild, with every address for reports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.dns.causes.dmarc_invalid import is_policy
from cloudmailin.dns.causes.reading import tags
from cloudmailin.dns.policy import merged, with_own_policy
from cloudmailin.dns.records import DMARC_DEFAULT, Purpose
from tests.cloudmailin.dns.looks import record_sets

POLICY = record_sets()[Purpose.DMARC]

policies = st.builds(
    lambda p, rua, sp: f"v=DMARC1; p={p}{f'; rua=mailto:{rua}@shop.test' if rua else ''}{sp}",
    st.sampled_from(["none", "quarantine", "reject"]),
    st.text("abc", max_size=3),
    st.sampled_from(["", "; sp=none", "; sp=reject"]),
)


@pytest.mark.parametrize(
    ("several", "one"),
    [
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], "v=DMARC1; p=none"),
        (
            [
                "v=DMARC1; p=reject; rua=mailto:a@x.test",
                "v=DMARC1; p=quarantine; rua=mailto:b@y.test; pct=50",
            ],
            "v=DMARC1; p=quarantine; pct=50; rua=mailto:a@x.test,mailto:b@y.test",
        ),
        (["v=DMARC1; p=reject; sp=none", "v=DMARC1; p=reject"], "v=DMARC1; p=reject; sp=none"),
        (["v=spf1 -all", "v=DMARC1; p=reject"], "v=DMARC1; p=reject"),
        (["v=DMARC1;p=reject;unknown=1"], "v=DMARC1;p=reject;unknown=1"),
        (["v=spf1 -all"], DMARC_DEFAULT),
        ([], DMARC_DEFAULT),
    ],
)
def test_what_is_made_of_several(several: list[str], one: str) -> None:
    assert merged(several, DMARC_DEFAULT) == one


@given(st.lists(policies | st.text(max_size=20), min_size=1, max_size=4))
def test_it_can_be_read_loses_no_report_and_is_none_stricter_than_any(several: list[str]) -> None:
    one = merged(several, DMARC_DEFAULT)
    assert is_policy(one)
    readable = [tags(each) for each in several if is_policy(each)]
    strictness = ["none", "quarantine", "reject"].index
    for each in readable:
        assert set(each.get("rua", "").split(",")) - {""} <= set(tags(one).get("rua", "").split(","))
        assert strictness(tags(one)["p"]) <= strictness(each["p"].lower())
    assert merged([one], DMARC_DEFAULT) == one
    assert tags(merged([one, one], DMARC_DEFAULT)) == tags(one)


def test_the_value_to_publish_is_the_customers_own_policy() -> None:
    own = "v=DMARC1; p=reject; rua=mailto:a@x.test"
    [record] = with_own_policy(POLICY, "dmarc_right", [own]).records
    assert record.value == own
    assert with_own_policy(POLICY, "dmarc_inherited", [own]) == POLICY
    assert with_own_policy(POLICY, "record_missing", []) == POLICY
