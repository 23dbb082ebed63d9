"""What each state of a zone is called, for each record set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.dns.answers import Answer, Found, Question, Unknown, UnknownReason
from cloudmailin.dns.causes import CODES
from cloudmailin.dns.diagnosis import Finding, FindingStatus, judge
from cloudmailin.dns.records import MX_ALIAS, MX_HOSTS, Purpose
from cloudmailin.dns.zone_view import ZoneView, deciding
from tests.cloudmailin.dns.looks import (
    ABSENT,
    DOMAIN,
    KEY,
    NAMES,
    SELECTOR,
    TOKEN,
    ZONE,
    alias,
    record,
    record_sets,
    view,
)

OK, MISSING, WRONG = FindingStatus.OK, FindingStatus.MISSING, FindingStatus.WRONG
CONFLICTING, UNKNOWN = FindingStatus.CONFLICTING, FindingStatus.UNKNOWN

SETS = record_sets()
MX = [f"10 {host}" for host in MX_HOSTS]
PROOF = f"northwind.{DOMAIN}"
SECRET = f"domain-verification={TOKEN}"
MTA, MTA_TARGET = NAMES.mta_domain, NAMES.required_cname
DKIM, DKIM_TARGET = NAMES.dkim_domain, f"{SELECTOR}.dkim.clients.cloudmta.net"
PARENT_DKIM = f"{SELECTOR}._domainkey.{ZONE}"
POLICY = f"_dmarc.{DOMAIN}"
OWN_KEY = NAMES.dkim_public_record

Zone = list[tuple[Question, Answer]]
Case = tuple[Purpose, Zone, FindingStatus, str]


def silent(name: str, type: str) -> tuple[Question, Answer]:
    question, _ = record(name, type)
    return question, Unknown(UnknownReason.TIMEOUT)


CASES: dict[str, Case] = {
    # ownership
    "the token": (Purpose.OWNERSHIP, [record(PROOF, "TXT", SECRET)], OK, "token_right"),
    "the token among others": (
        Purpose.OWNERSHIP,
        [record(PROOF, "TXT", "v=spf1 -all", SECRET)],
        OK,
        "token_right",
    ),
    "no token": (Purpose.OWNERSHIP, [], MISSING, "missing"),
    "no answer about the token": (Purpose.OWNERSHIP, [silent(PROOF, "TXT")], UNKNOWN, "unanswered"),
    "a token behind an alias": (
        Purpose.OWNERSHIP,
        alias(PROOF, "other.example", SECRET),
        WRONG,
        "token_behind_alias",
    ),
    "a token in quotes": (
        Purpose.OWNERSHIP,
        [record(PROOF, "TXT", f'"{SECRET}"')],
        WRONG,
        "text_in_quotes",
    ),
    "a token in curly quotes": (
        Purpose.OWNERSHIP,
        [record(PROOF, "TXT", f"“{SECRET}”")],
        WRONG,
        "text_in_quotes",
    ),
    "another token": (
        Purpose.OWNERSHIP,
        [record(PROOF, "TXT", "domain-verification=old")],
        WRONG,
        "token_old",
    ),
    "a token cut short": (Purpose.OWNERSHIP, [record(PROOF, "TXT", SECRET[:-1])], WRONG, "token_cut"),
    "a token in capital letters": (
        Purpose.OWNERSHIP,
        [record(PROOF, "TXT", SECRET.upper())],
        WRONG,
        "text_in_other_case",
    ),
    "the bare token": (Purpose.OWNERSHIP, [record(PROOF, "TXT", TOKEN)], WRONG, "token_bare"),
    # receiving
    "all MX records": (Purpose.MX, [record(DOMAIN, "MX", *MX)], OK, "mx_right"),
    "MX records with priorities of one's own": (
        Purpose.MX,
        [record(DOMAIN, "MX", f"5 {MX_HOSTS[1]}", f"10 {MX_HOSTS[0]}", f"20 {MX_HOSTS[2]}")],
        OK,
        "mx_right",
    ),
    "one MX record of three": (Purpose.MX, [record(DOMAIN, "MX", MX[0])], OK, "mx_partial"),
    "no MX record": (Purpose.MX, [], MISSING, "missing"),
    "no answer about MX": (Purpose.MX, [silent(DOMAIN, "MX")], UNKNOWN, "unanswered"),
    "the alias of old": (Purpose.MX, alias(DOMAIN, MX_ALIAS), OK, "mx_through_alias"),
    "an alias to a shop system": (
        Purpose.MX,
        alias(DOMAIN, "shops.example", MX[0]),
        CONFLICTING,
        "mx_behind_alias",
    ),
    "a null MX": (Purpose.MX, [record(DOMAIN, "MX", "0 .")], CONFLICTING, "mx_null"),
    "a null MX beside ours": (Purpose.MX, [record(DOMAIN, "MX", *MX, "0 .")], CONFLICTING, "mx_null"),
    "an address in an MX record": (
        Purpose.MX,
        [record(DOMAIN, "MX", "10 192.0.2.25")],
        WRONG,
        "mx_is_address",
    ),
    "an address with the zone appended": (
        Purpose.MX,
        [record(DOMAIN, "MX", f"10 192.0.2.25.{ZONE}")],
        WRONG,
        "mx_is_address",
    ),
    "the zone appended to an MX host": (
        Purpose.MX,
        [record(DOMAIN, "MX", *MX[:2], f"{MX[2]}.{ZONE}")],
        WRONG,
        "zone_appended",
    ),
    "MX records of another": (
        Purpose.MX,
        [record(DOMAIN, "MX", "1 aspmx.l.google.com")],
        WRONG,
        "mx_foreign",
    ),
    "MX records of another beside ours": (
        Purpose.MX,
        [record(DOMAIN, "MX", *MX, "50 mx.example")],
        CONFLICTING,
        "mx_foreign_beside",
    ),
    # return path
    "the return path": (Purpose.RETURN_PATH, alias(MTA, MTA_TARGET), OK, "return_path_right"),
    "no return path": (Purpose.RETURN_PATH, [], MISSING, "missing"),
    "an address where the return path belongs": (
        Purpose.RETURN_PATH,
        [record(MTA, "A", "192.0.2.1")],
        WRONG,
        "address_there",
    ),
    "no answer about the return path": (
        Purpose.RETURN_PATH,
        [silent(MTA, "CNAME")],
        UNKNOWN,
        "unanswered",
    ),
    "the zone appended to the return path": (
        Purpose.RETURN_PATH,
        alias(MTA, f"{MTA_TARGET}.{ZONE}"),
        WRONG,
        "zone_appended",
    ),
    "a return path to somewhere else": (
        Purpose.RETURN_PATH,
        alias(MTA, "bounces.example"),
        WRONG,
        "wrong_target",
    ),
    "a return path as text": (
        Purpose.RETURN_PATH,
        [record(MTA, "TXT", f'"{MTA_TARGET.upper()}."')],
        WRONG,
        "text_instead_of_alias",
    ),
    # DKIM
    "the DKIM alias": (Purpose.DKIM, alias(DKIM, DKIM_TARGET, "v=DKIM1; p=rotated"), OK, "dkim_right"),
    "the DKIM key": (Purpose.DKIM, [record(DKIM, "TXT", OWN_KEY)], OK, "dkim_right"),
    "the DKIM key with other tags": (
        Purpose.DKIM,
        [record(DKIM, "TXT", f"k=rsa; p={KEY[:99]} {KEY[99:]};")],
        OK,
        "dkim_right",
    ),
    "the DKIM alias on the parent": (Purpose.DKIM, alias(PARENT_DKIM, DKIM_TARGET), OK, "dkim_right"),
    "the DKIM key on the parent": (
        Purpose.DKIM,
        [record(PARENT_DKIM, "TXT", OWN_KEY)],
        OK,
        "dkim_right",
    ),
    "no DKIM": (Purpose.DKIM, [], MISSING, "missing"),
    "no answer about DKIM": (Purpose.DKIM, [silent(DKIM, "TXT")], UNKNOWN, "unanswered"),
    "no answer about the parent's DKIM": (
        Purpose.DKIM,
        [silent(PARENT_DKIM, "CNAME")],
        UNKNOWN,
        "unanswered",
    ),
    "the zone appended to the DKIM alias": (
        Purpose.DKIM,
        alias(DKIM, f"{DKIM_TARGET}.{ZONE}"),
        WRONG,
        "zone_appended",
    ),
    "a DKIM alias to somewhere else": (
        Purpose.DKIM,
        alias(DKIM, "sel1.dkim.example"),
        WRONG,
        "wrong_target",
    ),
    "a DKIM alias as text": (
        Purpose.DKIM,
        [record(DKIM, "TXT", DKIM_TARGET)],
        WRONG,
        "text_instead_of_alias",
    ),
    "a DKIM key in quotes": (Purpose.DKIM, [record(DKIM, "TXT", f'"{OWN_KEY}"')], WRONG, "text_in_quotes"),
    "a DKIM key in two records": (
        Purpose.DKIM,
        [record(DKIM, "TXT", OWN_KEY[:255], OWN_KEY[255:])],
        WRONG,
        "dkim_split_in_two",
    ),
    "the right DKIM key twice": (
        Purpose.DKIM,
        [record(DKIM, "TXT", OWN_KEY, f"{OWN_KEY};")],
        OK,
        "dkim_right",
    ),
    "the right DKIM key beside another": (
        Purpose.DKIM,
        [record(DKIM, "TXT", OWN_KEY, "v=DKIM1; p=AAAA")],
        WRONG,
        "dkim_two_keys",
    ),
    "a DKIM key cut at 255": (Purpose.DKIM, [record(DKIM, "TXT", OWN_KEY[:255])], WRONG, "dkim_key_cut"),
    "a DKIM key copied from a short display": (
        Purpose.DKIM,
        [record(DKIM, "TXT", f"{OWN_KEY[:90]}…")],
        WRONG,
        "dkim_key_cut",
    ),
    "another DKIM key": (Purpose.DKIM, [record(DKIM, "TXT", "v=DKIM1; p=AAAA")], WRONG, "dkim_wrong_key"),
    "a DKIM key in the wrong case": (
        Purpose.DKIM,
        [record(DKIM, "TXT", OWN_KEY.swapcase())],
        WRONG,
        "text_in_other_case",
    ),
    "a revoked DKIM key": (Purpose.DKIM, [record(DKIM, "TXT", "v=DKIM1; p=")], WRONG, "dkim_revoked"),
    # DMARC
    "the policy shown": (Purpose.DMARC, [record(POLICY, "TXT", "v=DMARC1; p=none")], OK, "dmarc_right"),
    "a policy of one's own": (
        Purpose.DMARC,
        [record(POLICY, "TXT", "v=DMARC1;p=Reject;rua=mailto:me@shop.test")],
        OK,
        "dmarc_right",
    ),
    "a policy beside other text": (
        Purpose.DMARC,
        [record(POLICY, "TXT", "v=spf1 -all", "v=DMARC1; p=none")],
        OK,
        "dmarc_right",
    ),
    "a vendor's policy": (
        Purpose.DMARC,
        alias(POLICY, "shop.dmarc.example", "v=DMARC1; p=none"),
        OK,
        "dmarc_right",
    ),
    "two policies": (
        Purpose.DMARC,
        [record(POLICY, "TXT", "v=DMARC1; p=none", "v=DMARC1; p=reject")],
        CONFLICTING,
        "dmarc_twice",
    ),
    "two policies, of which one has spaces and the other no use": (
        Purpose.DMARC,
        [record(POLICY, "TXT", "v = DMARC1; p=none", "v=dmarc1; p=none")],
        CONFLICTING,
        "dmarc_twice",
    ),
    "two policies at a vendor's": (
        Purpose.DMARC,
        alias(POLICY, "shop.dmarc.example", "v=DMARC1; p=none", "v=DMARC1; p=reject"),
        CONFLICTING,
        "dmarc_twice",
    ),
    "no policy": (Purpose.DMARC, [], MISSING, "missing"),
    "no policy at a vendor's": (
        Purpose.DMARC,
        alias(POLICY, "shop.dmarc.example"),
        MISSING,
        "dmarc_alias_empty",
    ),
    "no answer about the policy": (Purpose.DMARC, [silent(POLICY, "TXT")], UNKNOWN, "unanswered"),
    "a policy in quotes": (
        Purpose.DMARC,
        [record(POLICY, "TXT", '"v=DMARC1; p=none"')],
        WRONG,
        "text_in_quotes",
    ),
    "a policy without p": (
        Purpose.DMARC,
        [record(POLICY, "TXT", "v=DMARC1")],
        WRONG,
        "dmarc_policy_left_out",
    ),
    "a policy that begins with p": (
        Purpose.DMARC,
        [record(POLICY, "TXT", "p=none; v=DMARC1")],
        WRONG,
        "dmarc_version_wrong",
    ),
    "a policy after another tag with a v": (
        Purpose.DMARC,
        [record(POLICY, "TXT", "version=1; v=DMARC1; p=none")],
        WRONG,
        "text_has_more",
    ),
    "a policy that does not exist": (
        Purpose.DMARC,
        [record(POLICY, "TXT", "v=DMARC1; p=block")],
        WRONG,
        "dmarc_policy_unknown",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_it_names_what_was_seen(case: str) -> None:
    purpose, zone, status, code = CASES[case]
    finding = judge(SETS[purpose], view(zone))
    assert (finding.purpose, finding.status, finding.code) == (purpose, status, code)


def test_a_finding_shows_what_stands_in_dns() -> None:
    finding = judge(SETS[Purpose.MX], view([record(DOMAIN, "MX", "1 aspmx.l.google.com")]))
    assert finding.seen == ("1 aspmx.l.google.com",)
    assert finding.detail["provider"] == "Google Workspace"
    finding = judge(SETS[Purpose.MX], view([record(DOMAIN, "MX", *MX[:2])]))
    assert finding.detail == {"absent": MX_HOSTS[2]}


@pytest.mark.parametrize("unknown", ["", "v=DKIM1; p="])
def test_no_text_is_right_while_our_own_key_is_unknown(unknown: str) -> None:
    dkim = record_sets(replace(NAMES, dkim_public_record=unknown))[Purpose.DKIM]
    for text in ("hello", "v=DKIM1; p=", OWN_KEY):
        assert judge(dkim, view([record(DKIM, "TXT", text)])).status is WRONG


PIECES = [
    SECRET,
    f'"{SECRET}"',
    "domain-verification=other",
    OWN_KEY,
    OWN_KEY[:255],
    "v=DKIM1; p=",
    "v=DMARC1; p=none",
    "v=DMARC1",
    MTA_TARGET,
    DKIM_TARGET,
    f"{DKIM_TARGET}.{ZONE}",
    *MX,
    f"{MX[0]}.{ZONE}",
    "0 .",
    "10 192.0.2.1",
    "10 mx.example",
    "",
]
VALUES = st.one_of(st.sampled_from(PIECES), st.text(max_size=30))
UNKNOWNS = st.builds(Unknown, st.sampled_from(UnknownReason))
FOUND = st.builds(
    Found,
    st.lists(VALUES, min_size=1, max_size=4).map(tuple),
    st.just(300),
    st.sampled_from([None, None, MX_ALIAS, "there.example"]),
)
ANSWERS = st.one_of(FOUND, st.just(ABSENT), UNKNOWNS)
PURPOSES = st.sampled_from(Purpose)
ASKED = list(dict.fromkeys(question for each in SETS.values() for question in deciding(each)))


def looks(answers: st.SearchStrategy[Answer]) -> st.SearchStrategy[ZoneView]:
    return st.fixed_dictionaries(dict.fromkeys(ASKED, answers)).map(view)


def judgement(purpose: Purpose, look: ZoneView) -> Finding:
    return judge(SETS[purpose], look)


@given(PURPOSES, looks(ANSWERS))
def test_it_always_has_a_finding_from_its_catalogue(purpose: Purpose, look: ZoneView) -> None:
    finding = judgement(purpose, look)
    assert finding.purpose is purpose
    assert finding.code in CODES[purpose]


@given(PURPOSES, looks(UNKNOWNS))
def test_nothing_is_known_when_nothing_was_answered(purpose: Purpose, look: ZoneView) -> None:
    assert judgement(purpose, look).status is UNKNOWN


@given(PURPOSES)
def test_nothing_is_known_when_the_zone_was_not_found(purpose: Purpose) -> None:
    assert judge(SETS[purpose], ZoneView(DOMAIN, None, {})).status is UNKNOWN


@given(PURPOSES, looks(ANSWERS), st.data())
def test_an_unanswered_question_never_makes_a_record_missing_or_wrong(
    purpose: Purpose, look: ZoneView, data: st.DataObject
) -> None:
    unheard = data.draw(st.sampled_from(list(deciding(SETS[purpose]))))
    answers = {**look.answers, unheard: Unknown(UnknownReason.SERVFAIL)}
    assert judgement(purpose, view(answers)).status in (OK, UNKNOWN)


@given(PURPOSES, looks(ANSWERS), st.randoms())
def test_the_order_of_values_does_not_matter(purpose: Purpose, look: ZoneView, random: Random) -> None:
    def shuffled(answer: Answer) -> Answer:
        if not isinstance(answer, Found):
            return answer
        return replace(answer, values=tuple(random.sample(answer.values, len(answer.values))))

    turned = view({question: shuffled(answer) for question, answer in look.answers.items()})
    before, after = judgement(purpose, look), judgement(purpose, turned)
    assert (before.status, before.code) == (after.status, after.code)


@given(PURPOSES, looks(ANSWERS), st.sampled_from([str.upper, str.title, str.swapcase]))
def test_the_case_and_the_final_dot_of_the_names_we_were_given_do_not_matter(
    purpose: Purpose, look: ZoneView, change: Callable[[str], str]
) -> None:
    given_names = replace(
        NAMES,
        mta_domain=f"{change(NAMES.mta_domain)}.",
        required_cname=f"{change(NAMES.required_cname)}.",
        dkim_selector=change(NAMES.dkim_selector),
        dkim_domain=f"{change(NAMES.dkim_domain)}.",
    )
    assert judge(record_sets(given_names)[purpose], look) == judgement(purpose, look)


TOKENS = st.text("abcdefghijklmnopqrstuvwxyz234567", max_size=33).filter(lambda token: token != TOKEN)
DISGUISES = st.sampled_from(
    ["domain-verification={}", "{}", '"domain-verification={}"', "x=domain-verification={}"]
)


@given(st.lists(st.builds(str.format, DISGUISES, TOKENS), min_size=1, max_size=5))
def test_the_token_of_another_claim_proves_nothing(texts: list[str]) -> None:
    assert judgement(Purpose.OWNERSHIP, view([record(PROOF, "TXT", *texts)])).status is not OK


@given(looks(ANSWERS), st.sampled_from([f"northwind.{ZONE}", f"harbor.{DOMAIN}", DOMAIN]))
def test_the_right_token_at_another_name_proves_nothing(look: ZoneView, elsewhere: str) -> None:
    question, answer = record(elsewhere, "TXT", SECRET)
    answers = {**look.answers, record(PROOF, "TXT")[0]: ABSENT, question: answer}
    assert judgement(Purpose.OWNERSHIP, view(answers)).status in (MISSING, WRONG)
