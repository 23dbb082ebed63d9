"""The rules as values, and as orders over HTTP."""

from __future__ import annotations

import random
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.simulator.faults import Arrival, Fault, Kind, matches, problems, rule, strike
from tests.simulator_process import SimulatorProcess

from .conftest import Account

_CALL = Arrival("a1", "GET", "/sending_domains/0f")
_RULES = st.lists(
    st.builds(
        Fault,
        id=st.uuids().map(str),
        what=st.sampled_from(Kind),
        account=st.sampled_from([None, "a1", "a2"]),
        method=st.sampled_from([None, "get", "POST"]),
        times=st.none() | st.integers(1, 3),
        chance=st.sampled_from([0.0, 0.5, 1.0]),
    ),
    max_size=5,
).map(tuple)


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        (None, "/anything/at/all", True),
        ("/sending_domains", "/sending_domains", True),
        ("sending_domains/", "/sending_domains", True),
        ("/sending_domains", "/sending_domains/0f", False),
        ("/sending_domains/*", "/sending_domains/0f", True),
        ("/sending_domains/*", "/sending_domains/0f/verify", False),
        ("/*_domains", "/custom_domains", True),
        ("/*_domains", "/addresses", False),
        ("/sending_domains/*/verify", "/sending_domains/0f/verify", True),
        ("/", "/", True),
    ],
)
def test_a_star_in_a_path_stands_for_anything_but_a_slash(pattern: str | None, path: str, fits: bool) -> None:
    assert matches(Fault("f", Kind.SLOW, path=pattern), Arrival("a1", "GET", path)) is fits


@given(_RULES, st.randoms(use_true_random=False))
def test_a_strike_uses_up_one_of_the_rules_that_match_and_no_other(
    rules: tuple[Fault, ...], chance: random.Random
) -> None:
    struck, left = strike(rules, _CALL, chance.random)
    if struck is None:
        assert left == rules
        assert not any(matches(each, _CALL) and each.chance == 1 for each in rules)
        return
    assert matches(struck, _CALL)
    assert struck.chance > 0
    before, after = ({each.id: each.times for each in rules} for rules in (rules, left))
    assert {id_: times for id_, times in before.items() if id_ != struck.id} == {
        id_: times for id_, times in after.items() if id_ != struck.id
    }
    assert after.get(struck.id, 0) == (None if struck.times is None else struck.times - 1)


@given(st.integers(1, 6))
def test_a_rule_strikes_as_often_as_it_says(times: int) -> None:
    rules: tuple[Fault, ...] = (Fault("f", Kind.SLOW, times=times),)
    struck = []
    for _ in range(8):
        fault, rules = strike(rules, _CALL, random.random)
        struck.append(fault is not None)
    assert struck == [True] * times + [False] * (8 - times)


def test_the_first_rule_that_matches_is_the_one() -> None:
    rules = (
        Fault("post", Kind.SLOW, method="POST"),
        Fault("unlucky", Kind.SLOW, chance=0.0),
        Fault("first", Kind.DRIP),
        Fault("second", Kind.HUGE),
    )
    struck, _ = strike(rules, _CALL, random.random)
    assert struck is rules[2]


@given(_RULES)
def test_a_rule_as_it_is_shown_is_the_rule(rules: tuple[Fault, ...]) -> None:
    for each in rules:
        shown = each.shown()
        assert rule(shown.pop("id"), shown) == each
        assert not problems(shown)


@pytest.mark.parametrize(
    ("fields", "sentences"),
    [
        ({}, ["what must be one of"]),
        ({"what": "explode"}, ["what must be one of"]),
        (
            {"what": "slow", "chance": 2, "times": 0, "latency": "1"},
            ["times must be", "chance must be a number from 0 to 1", "latency must be"],
        ),
        (
            {"what": "slow", "account": 5, "methd": "GET"},
            ["methd is unknown", "account must be text or null"],
        ),
        ({"what": "drop_after", "effect": "before"}, ["effect is not for drop_after"]),
        ({"what": "truncated", "megabytes": 1}, ["megabytes is not for truncated"]),
        ({"what": "status", "status": 999, "body": "xml"}, ["status must be", "body must be one of"]),
        ({"what": "status", "status": 204}, ["body must be empty with this status"]),
    ],
)
def test_it_says_what_is_wrong_with_a_rule(
    simulator: SimulatorProcess, fields: dict[str, Any], sentences: list[str]
) -> None:
    answer = httpx.post(f"{simulator.url}/_sim/faults", json=fields, trust_env=False)
    assert answer.status_code == 422
    assert answer.json()["error"].count(" must be ") + answer.json()["error"].count(" is ") == len(sentences)
    for sentence in sentences:
        assert sentence in answer.json()["error"]


def test_it_lists_and_removes_rules(simulator: SimulatorProcess, account: Account) -> None:
    order = {"what": "status", "status": 503, "account": account.id, "times": None}
    first, second = (simulator.sim("faults", "POST", order) for _ in range(2))
    assert first == {
        "id": first["id"],
        "what": "status",
        "account": account.id,
        "method": None,
        "path": None,
        "times": None,
        "chance": 1.0,
        "latency": 0.0,
        "latency_after": 0.0,
        "effect": "before",
        "status": 503,
        "body": "json",
        "retry_after": None,
    }
    assert [account.call("GET", "/addresses").status_code for _ in range(2)] == [503, 503]
    simulator.sim(f"faults/{first['id']}", "DELETE")
    assert second in simulator.sim("faults")
    assert first not in simulator.sim("faults")
    gone = httpx.delete(f"{simulator.url}/_sim/faults/{first['id']}", trust_env=False)
    assert gone.status_code == 404
    assert simulator.sim("faults", "DELETE") == []
    assert account.call("GET", "/addresses").status_code == 200


def test_it_strikes_only_what_was_asked_for(simulator: SimulatorProcess, account: Account) -> None:
    order = {"what": "status", "status": 500, "account": account.id, "method": "post", "path": "/sending_*"}
    simulator.sim("faults", "POST", order)
    other = Account(simulator)
    assert other.call("POST", "/sending_domains", {}).status_code == 422
    assert account.call("GET", "/sending_domains").status_code == 200
    assert account.call("POST", "/addresses", {}).status_code == 422
    assert account.call("POST", "/sending_domains/0f/verify").status_code == 404
    assert [account.call("POST", "/sending_domains", {}).status_code for _ in range(2)] == [500, 422]


def test_a_call_that_is_refused_uses_up_no_rule(simulator: SimulatorProcess) -> None:
    account = Account(simulator, limit=1)
    order = {"what": "status", "status": 500, "account": account.id}
    assert account.call("GET", "/addresses").status_code == 200
    standing = simulator.sim("faults", "POST", order)
    assert account.call("GET", "/addresses").status_code == 429
    assert standing in simulator.sim("faults")
    simulator.sim(f"accounts/{account.id}", "PATCH", {"limit": 2})
    assert [account.call("GET", "/addresses").status_code for _ in range(2)] == [500, 429]
