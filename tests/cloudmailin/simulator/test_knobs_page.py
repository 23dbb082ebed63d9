from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.simulator_process import SimulatorProcess

from .conftest import Account

_FAULT = {
    **{"what": "status", "status": "503", "body": "json", "retry_after": "", "effect": "before"},
    **{"account": "", "method": "", "path": "", "times": "1", "chance": "1"},
    **{"latency": "0", "latency_after": "0", "megabytes": "64", "interval": "1", "length": "fits"},
    "location": "https://elsewhere.example/",
}
_KNOBS = {
    **{"limit": "9", "period": "30", "window": "fixed", "retry_after": "soon", "refused_count": "on"},
    **{"delete_seconds": "", "deleted_returns": "", "list_lag": "0.5", "page_size": "3"},
}


@pytest.fixture
def browser(simulator: SimulatorProcess) -> Iterator[httpx.Client]:
    """Follows no redirect by itself, so that a test sees each one."""
    with httpx.Client(base_url=simulator.url, trust_env=False, headers={"Origin": simulator.url}) as client:
        yield client


def _done(answer: httpx.Response, browser: httpx.Client, note: str) -> str:
    """The page after a form was taken."""
    assert answer.status_code == 303, answer.text
    page = browser.get(answer.headers["location"].partition("#")[0])
    assert note in page.text
    return page.text


def _knobs(simulator: SimulatorProcess, account: Account) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in simulator.sim("accounts") if each["id"] == account.id)
    return found


def test_it_shows_each_account_with_what_it_has_used_and_without_its_key(
    simulator: SimulatorProcess, browser: httpx.Client
) -> None:
    account = Account(simulator, limit=2)
    for _ in range(3):
        account.call("GET", "/addresses")
    page = browser.get("/knobs/").text
    card = page[page.index(f"<h3>{account.id}") :]
    assert account.key not in page
    assert re.search(r"2 of 2 <meter", card)
    assert "3, 1 refused by the limit" in card
    assert "200 × 2, 429 × 1" in card
    assert re.search(r"2 from \d\d:\d\d:\d\d UTC", card)


def test_it_turns_the_knobs_of_an_account(
    simulator: SimulatorProcess, account: Account, browser: httpx.Client
) -> None:
    _done(browser.post("/knobs/account", data={"id": account.id, **_KNOBS}), browser, "is changed")
    assert _knobs(simulator, account) == {
        **{"id": account.id, "calls": [], "limit": 9, "period": 30, "window": "fixed"},
        **{"refused_count": True, "retry_after": "soon", "delete_seconds": None, "deleted_returns": None},
        **{"list_lag": 0.5, "page_size": 3, "revoked": False, "domain_target": False},
    }


def test_it_says_beside_the_knob_what_is_wrong_and_keeps_what_was_typed(
    simulator: SimulatorProcess, account: Account, browser: httpx.Client
) -> None:
    before = _knobs(simulator, account)
    typed = {**_KNOBS, "limit": "many", "page_size": "0", "list_lag": ""}
    answer = browser.post("/knobs/account", data={"id": account.id, **typed})
    assert answer.status_code == 422
    assert "<details open>" in answer.text
    assert 'value="many"' in answer.text
    for advice in (
        "Enter a whole number from 1 to 1,000,000.",
        "Enter a whole number from 1 to 10,000, or leave this empty.",
        "Enter a number from 0 to 31,536,000.",
    ):
        assert answer.text.count(advice) == 1
    assert _knobs(simulator, account) == before
    assert browser.post("/knobs/account", data={"id": "nobody", **_KNOBS}).status_code == 404


def test_it_makes_the_next_call_go_wrong(account: Account, browser: httpx.Client) -> None:
    order = {**_FAULT, "account": account.id, "method": "GET", "path": "/addresses"}
    page = _done(browser.post("/knobs/faults", data=order), browser, "The fault is set")
    assert (
        f"The next call: account {account.id}, GET /addresses, status 503 (json), without any effect" in page
    )
    assert [account.call("GET", "/addresses").status_code for _ in range(2)] == [503, 200]
    assert f"account {account.id}, GET" not in browser.get("/knobs/").text


def test_it_removes_a_fault(simulator: SimulatorProcess, account: Account, browser: httpx.Client) -> None:
    order = {**_FAULT, "what": "drip", "account": account.id, "times": "", "interval": "oops"}
    refused = browser.post("/knobs/faults", data=order)
    assert refused.status_code == 422
    assert "Enter a number from 0 to 60." in refused.text
    _done(browser.post("/knobs/faults", data={**order, "interval": "0"}), browser, "The fault is set")
    (fault,) = [each for each in simulator.sim("faults") if each["account"] == account.id]
    assert (fault["times"], fault["interval"]) == (None, 0)
    for _ in range(2):
        _done(browser.post("/knobs/faults/remove", data={"id": fault["id"]}), browser, "removed")
    assert fault not in simulator.sim("faults")


def test_it_refuses_a_body_that_the_status_cannot_have(browser: httpx.Client) -> None:
    answer = browser.post("/knobs/faults", data={**_FAULT, "status": "204"})
    assert answer.status_code == 422
    assert "Body must be empty with this status." in answer.text


def test_it_takes_a_name_and_releases_it(simulator: SimulatorProcess, browser: httpx.Client) -> None:
    name = f"held-{secrets.token_hex(4)}.example.com"
    page = _done(
        browser.post("/knobs/taken", data={"domain": name.upper(), "mta": "on"}), browser, "taken now"
    )
    assert name in page
    assert {"domain": name, "mta": True} in simulator.sim("taken")
    assert name not in _done(browser.post("/knobs/taken/remove", data={"domain": name}), browser, "free")
    wrong = browser.post("/knobs/taken", data={"domain": "<b>"})
    assert wrong.status_code == 422
    assert "Domain is invalid" in wrong.text
    assert "<b>" not in wrong.text


def test_it_puts_everything_back_to_normal(tmp_path: Any) -> None:
    own = SimulatorProcess(tmp_path / "data.json", "--account", "a1:k1", "--limit", "7")
    try:
        own.start()
        normal = own.sim("accounts")
        with httpx.Client(base_url=own.url, trust_env=False) as browser:
            browser.post("/knobs/account", data={"id": "a1", **_KNOBS})
            browser.post("/knobs/faults", data=_FAULT)
            browser.post("/knobs/taken", data={"domain": "held.example.com"})
            assert own.sim("accounts") != normal
            _done(browser.post("/knobs/normal"), browser, "back to normal")
        assert own.sim("accounts") == normal
        assert own.sim("faults") == own.sim("taken") == []
    finally:
        own.close()


def test_it_refuses_posts_from_other_sites(simulator: SimulatorProcess) -> None:
    answer = httpx.post(
        f"{simulator.url}/knobs/normal", headers={"Origin": "https://evil.example"}, trust_env=False
    )
    assert answer.status_code == 403


def test_it_needs_nothing_that_its_security_policy_forbids(browser: httpx.Client) -> None:
    page = browser.get("/knobs/").text
    for forbidden in ("<script", "<style", "style="):
        assert forbidden not in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'<label for="([^"]+)"', page)) <= set(ids)
    assert set(" ".join(re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', page)).split()) <= set(ids)
