from __future__ import annotations

import httpx

from tests.simulator_process import SimulatorProcess

from .conftest import Account


def _get(simulator: SimulatorProcess, account: str, **options: object) -> httpx.Response:
    return httpx.get(f"{simulator.api_url(account)}/addresses", trust_env=False, **options)  # type: ignore[arg-type]


def test_it_takes_the_key_as_bearer_token_or_by_http_basic(
    simulator: SimulatorProcess, account: Account
) -> None:
    assert account.call("GET", "/addresses").status_code == 200
    assert _get(simulator, account.id, auth=(account.key, "")).status_code == 200
    assert _get(simulator, account.id, auth=("api", account.key)).status_code == 200


def test_it_answers_401_without_a_right_key(simulator: SimulatorProcess, account: Account) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic %%%"}):
        answer = _get(simulator, account.id, headers=headers)
        assert (answer.status_code, answer.json()) == (401, {"status": 401, "error": "Unauthorized"})


def test_it_answers_401_for_an_account_that_does_not_exist(
    simulator: SimulatorProcess, account: Account
) -> None:
    assert _get(simulator, "0" * 16, headers={"Authorization": f"Bearer {account.key}"}).status_code == 401


def test_it_answers_403_for_the_key_of_another_account(simulator: SimulatorProcess, account: Account) -> None:
    other = Account(simulator)
    answer = _get(simulator, account.id, headers={"Authorization": f"Bearer {other.key}"})
    assert (answer.status_code, answer.json()) == (403, {"status": 403, "error": "Forbidden"})


def test_it_answers_404_for_a_path_that_does_not_exist(account: Account) -> None:
    answer = account.call("GET", "/nothing")
    assert (answer.status_code, answer.json()) == (404, {"status": 404, "error": "Not Found"})


def test_it_refuses_the_sixth_call_of_a_minute(simulator: SimulatorProcess) -> None:
    account = Account(simulator)
    assert [account.call("GET", "/addresses").status_code for _ in range(7)] == [200] * 5 + [429] * 2
    refused = account.call("GET", "/addresses")
    assert refused.json() == {"status": 429, "error": "Too Many Requests"}
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


def test_it_counts_each_account_for_itself(simulator: SimulatorProcess) -> None:
    first, second = Account(simulator), Account(simulator)
    assert {first.call("GET", "/addresses").status_code for _ in range(6)} == {200, 429}
    assert second.call("GET", "/addresses").status_code == 200


def test_it_counts_calls_that_fail_and_not_those_with_a_wrong_key(simulator: SimulatorProcess) -> None:
    account = Account(simulator, limit=2)
    _get(simulator, account.id, headers={"Authorization": "Bearer wrong"})
    statuses = [account.call("GET", f"/addresses/{'0' * 20}").status_code for _ in range(3)]
    assert statuses == [404, 404, 429]


def test_it_writes_every_arrival_into_the_journal(simulator: SimulatorProcess) -> None:
    account = Account(simulator, limit=2)
    account.call("GET", "/sending_domains", query="x")
    account.call("POST", "/addresses", {})
    account.call("GET", "/addresses")
    _get(simulator, account.id, headers={"Authorization": "Bearer wrong"})
    calls = simulator.sim("journal", account=account.id)
    assert [(each["method"], each["status"], each["counted"]) for each in calls] == [
        ("GET", 200, True),
        ("POST", 422, True),
        ("GET", 429, False),
        ("GET", 401, False),
    ]
    assert calls[0]["path"] == f"/api/v0.1/{account.id}/sending_domains"
    assert calls[0]["query"] == "query=x"
    assert sorted(each["monotonic"] for each in calls) == [each["monotonic"] for each in calls]
    assert simulator.sim("fullest-minute", account=account.id) == {
        "calls": 2,
        "began": calls[0]["at"],
        "arrivals": 4,
        "refused": 1,
        "statuses": {"200": 1, "401": 1, "422": 1, "429": 1},
    }


def test_it_lets_a_test_revoke_a_key_and_change_the_limit(simulator: SimulatorProcess) -> None:
    account = Account(simulator, limit=1)
    assert [account.call("GET", "/addresses").status_code for _ in range(2)] == [200, 429]
    simulator.sim(f"accounts/{account.id}", "PATCH", {"limit": 9})
    assert account.call("GET", "/addresses").status_code == 200
    simulator.sim(f"accounts/{account.id}", "PATCH", {"key": "new"})
    assert account.call("GET", "/addresses").status_code == 401
