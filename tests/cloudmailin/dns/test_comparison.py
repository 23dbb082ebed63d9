"""Each value that was found stands beside the nearest one that is expected."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.dns.causes import CODES
from cloudmailin.dns.causes.dmarc_invalid import is_policy
from cloudmailin.dns.comparison import Comparison, Subject, comparisons
from cloudmailin.dns.difference import Mark, Part
from cloudmailin.dns.finding import Finding
from cloudmailin.dns.policy import mended
from cloudmailin.dns.records import MX_HOSTS, Purpose, RecordSet
from tests.cloudmailin.dns.looks import NAMES, record_sets

SETS = record_sets()
MX1, MX2, MX3 = MX_HOSTS
TARGET = NAMES.required_cname


def compared(purpose: Purpose, code: str, *seen: str, found: str = "") -> tuple[Comparison, ...]:
    return comparisons(SETS[purpose], code, seen, {"found": found})


def written(parts: Sequence[Part]) -> str:
    """What is marked in brackets, a gap as an underscore."""
    shapes = {Mark.SAME: "{}", Mark.EXTRA: "[{}]", Mark.GAP: "_{}"}
    return "".join(shapes[part.mark].format(part.shown) for part in parts)


def lines(*found: Comparison) -> list[tuple[str, str]]:
    return [(written(each.expected), written(each.found)) for each in found]


def assert_shows_what_differs(finding: Finding, record_set: RecordSet) -> None:
    """Of a finding that calls something mistaken."""
    shown = comparisons(record_set, finding.code, finding.seen, finding.detail)
    assert shown
    two_that_are_right_alone = finding.code == "dmarc_twice"
    assert two_that_are_right_alone or not all(each.is_right for each in shown)
    assert all("".join(part.text for part in each.found) for each in shown)


def test_what_is_right_is_called_so_and_what_is_left_is_one_too_many() -> None:
    shown = compared(Purpose.MX, "mx_foreign_beside", f"5 {MX3}", "50 mx.example", f"10 {MX1}", f"10 {MX2}")
    assert [each.is_right for each in shown] == [True, True, True, False]
    assert lines(shown[-1]) == [("", "[50 mx.example]")]


def test_the_nearest_one_is_beside_it_and_none_is_there_twice() -> None:
    shown = compared(Purpose.MX, "zone_appended", f"10 {MX3}.shop.test", f"20 {MX1}.shop.test")
    assert set(lines(*shown)) == {
        (f"10 {MX3}", f"10 {MX3}[.shop.test]"),
        (f"10 {MX1}", f"20 {MX1}[.shop.test]"),
    }


@pytest.mark.parametrize(
    ("code", "value", "type"),
    [
        ("text_instead_of_alias", TARGET, "TXT"),
        ("proxied", "104.16.0.9", "A"),
        ("address_there", "2001:db8::9", "AAAA"),
        ("mail_server_there", "10 mx.example", "MX"),
        ("spf_there", "v=spf1 -all", "TXT"),
    ],
)
def test_a_record_of_another_type_says_both_types(code: str, value: str, type: str) -> None:
    [shown] = compared(Purpose.RETURN_PATH, code, value)
    assert written(shown.expected).startswith("[CNAME] ")
    assert written(shown.found).startswith(f"[{type}] ")
    assert not shown.is_right


def test_whatever_is_in_the_way_of_an_alias_is_marked() -> None:
    shown = compared(Purpose.RETURN_PATH, "proxied", "104.16.0.9", "2606:4700::9")
    assert lines(shown[1]) == [("", "[AAAA] [2606:4700::9]")]


def test_where_the_name_is_wrong_names_are_compared() -> None:
    name = NAMES.mta_domain
    [shown] = compared(Purpose.RETURN_PATH, "name_doubled", TARGET, found=f"{name}.shop.test")
    assert shown.subject is Subject.NAME
    assert lines(shown) == [(name, f"{name}[.shop.test]")]


def test_a_text_at_the_name_of_the_key_is_compared_with_the_text_form() -> None:
    own = NAMES.dkim_public_record
    [shown] = compared(Purpose.DKIM, "dkim_key_cut", own[:255])
    assert "".join(part.text for part in shown.expected) == own
    assert written(shown.found).endswith("_")


def test_other_texts_at_the_name_of_the_proof_are_left_alone() -> None:
    token = SETS[Purpose.OWNERSHIP].records[0].value
    shown = compared(Purpose.OWNERSHIP, "text_in_quotes", "somebody-else=1", f'"{token}"')
    assert lines(*shown) == [(token, f'["]{token}["]'), ("", "somebody-else=1")]


@pytest.mark.parametrize(
    ("own", "readable"),
    [
        ("v=DMARC1; rua=mailto:a@shop.test", "v=DMARC1; p=none; rua=mailto:a@shop.test"),
        ("v=DMARC1 p=reject; pct=50", "v=DMARC1; p=reject; pct=50"),
        ("p=quarantine; v=DMARC1", "v=DMARC1; p=quarantine"),
        ("v=DMARC1; p=quarantined", "v=DMARC1; p=quarantine"),
        ("“v=DMARC1\\; p=reject”", "v=DMARC1; p=reject"),
        ("v=dmarc1; p=reject", "v=DMARC1; p=reject"),
        ("v=spf1 -all", "v=DMARC1; p=none"),
        ("hello", "v=DMARC1; p=none"),
    ],
)
def test_a_policy_of_ones_own_is_kept_and_mended(own: str, readable: str) -> None:
    assert mended(own, "v=DMARC1; p=none") == readable


@given(st.text(max_size=60) | st.text(alphabet='vp=; DMARC1noerjct\\"', max_size=40))
def test_what_is_mended_is_always_a_policy(own: str) -> None:
    assert is_policy(mended(own, "v=DMARC1; p=none"))


@given(st.sampled_from(Purpose), st.lists(st.text(max_size=40), max_size=12), st.data())
def test_nothing_found_is_lost_whatever_it_is(purpose: Purpose, seen: list[str], data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(sorted(CODES[purpose])))
    shown = comparisons(SETS[purpose], code, seen, {"found": "x"})
    if {each.subject for each in shown} == {Subject.VALUE}:
        joined = sorted("".join(part.text for part in each.found) for each in shown)
        assert all(any(text.endswith(value) for text in joined) for value in seen[:8])


@pytest.mark.parametrize("purpose", [Purpose.OWNERSHIP, Purpose.DKIM, Purpose.DMARC])
def test_the_longest_answer_that_dns_allows_is_shown_in_few_parts(purpose: Purpose) -> None:
    seen = [
        ("v=" + each * 8000)[:8000] for each in ("a", "v;", "\u200b", "a\u200b", "= ", "\\", "ab=;", "1.")
    ]
    shown = comparisons(SETS[purpose], "token_other", seen, {})
    assert sum(len(each.expected) + len(each.found) for each in shown) < 1200
