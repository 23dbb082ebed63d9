"""One SPF record for several: all that they permit, once each, and one end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.dns.spf import is_spf, lookups, merged

mechanisms = st.sampled_from(
    [
        *("ip4:192.0.2.1", "ip4:192.0.2.0/24", "ip6:2001:db8::/32", "a", "mx", "a:x.test", "mx/24"),
        *("include:_spf.x.test", "exists:%{i}.x.test", "+a", "?include:y.test", "-ip4:192.0.2.9"),
    ]
)
spf_records = st.builds(
    lambda terms, end: " ".join(["v=spf1", *terms, *end]),
    st.lists(mechanisms, max_size=5),
    st.sampled_from([[], ["-all"], ["~all"], ["?all"], ["+all"], ["all"], ["redirect=z.test"]]),
)


@pytest.mark.parametrize(
    ("several", "one"),
    [
        (
            ["v=spf1 include:a.test -all", "v=spf1 include:b.test ~all"],
            "v=spf1 include:a.test include:b.test ~all",
        ),
        (["v=spf1 mx -all", "V=SPF1 +MX a -all"], "v=spf1 mx a -all"),
        (["v=spf1 redirect=a.test", "v=spf1 ip4:192.0.2.1 -all"], "v=spf1 include:a.test ip4:192.0.2.1 -all"),
        (["v=spf1 redirect=a.test", "v=spf1"], "v=spf1 include:a.test ~all"),
        (["v=spf1 exists:%{L}.a.test -all", "v=spf1 -all"], "v=spf1 exists:%{L}.a.test -all"),
        (["v=spf1 +all", "v=spf1 -all"], "v=spf1 -all"),
    ],
)
def test_what_is_made_of_several(several: list[str], one: str) -> None:
    assert merged(several) == one


@given(st.lists(spf_records, min_size=1, max_size=4))
def test_each_term_is_there_once_with_one_end_and_again_it_is_the_same(several: list[str]) -> None:
    one = merged(several)
    terms = one.split()
    assert is_spf(one)
    assert len(terms) == len(set(terms))
    assert [term for term in terms if term.endswith("all")] == terms[-1:]
    assert lookups(one) <= sum(map(lookups, several))
    for permitted in ("ip4:192.0.2.0/24", "exists:%{i}.x.test"):
        assert (permitted in terms) == any(permitted in each.split() for each in several)
    assert merged([one]) == one
    assert merged([one, one]) == one


@pytest.mark.parametrize(
    ("text", "is_one"), [("v=spf1 -all", True), ("V=SPF1", True), ("v=spf10 -all", False), ("", False)]
)
def test_what_is_an_spf_record(text: str, is_one: bool) -> None:
    assert is_spf(text) is is_one
