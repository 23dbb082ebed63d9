from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.simulator_process import SimulatorProcess, eventually

from .conftest import Account


def _statuses(account: Account, count: int) -> list[int]:
    return [account.call("GET", "/addresses").status_code for _ in range(count)]


def _turn(account: Account, **knobs: Any) -> dict[str, Any]:
    shown: dict[str, Any] = account.simulator.sim(f"accounts/{account.id}", "PATCH", knobs)
    return shown


def _sending_domain(account: Account, name: str) -> dict[str, Any]:
    answer = account.call("POST", "/sending_domains", {"domain": name})
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created


def test_it_never_completes_a_deletion(simulator: SimulatorProcess, account: Account, zone: str) -> None:
    _turn(account, delete_seconds=None)
    domain = _sending_domain(account, zone)
    path = f"/sending_domains/{domain['id']}"
    assert account.call("DELETE", path).status_code == 202
    time.sleep(0.6)
    assert account.call("GET", path).status_code == 200
    assert account.call("GET", "/sending_domains").json() == [domain]
    assert account.call("POST", "/sending_domains", {"domain": zone}).status_code == 422
    assert simulator.sim("deletions", account=account.id) == [domain["id"]]

    _turn(account, delete_seconds=0)
    account.call("DELETE", path)
    assert account.call("GET", path).status_code == 404


def test_it_never_completes_the_deletion_of_an_address_and_its_domains(
    simulator: SimulatorProcess, account: Account, zone: str
) -> None:
    simulator.publish(zone, "@", "MX", "10 client1.cloudmailin.net")
    _turn(account, delete_seconds=None)
    address = account.address()
    created = account.call("POST", "/custom_domains", {"domain": zone}, address_id=address)
    assert account.call("DELETE", f"/addresses/{address}").status_code == 202
    assert set(simulator.sim("deletions", account=account.id)) == {address, created.json()["id"]}


def test_it_lets_a_deleted_object_come_back(account: Account, zone: str) -> None:
    _turn(account, delete_seconds=0, deleted_returns=0.8)
    domain = _sending_domain(account, zone)
    account.call("DELETE", f"/sending_domains/{domain['id']}")
    assert account.call("GET", "/sending_domains").json() == []
    eventually(lambda: account.call("GET", "/sending_domains").json() == [domain])
    _turn(account, deleted_returns=None)
    account.call("DELETE", f"/sending_domains/{domain['id']}")
    time.sleep(1)
    assert account.call("GET", "/sending_domains").json() == []


def test_it_lets_lists_lag_behind(simulator: SimulatorProcess, account: Account, zone: str) -> None:
    simulator.publish(zone, "@", "MX", "10 client1.cloudmailin.net")
    _turn(account, list_lag=1.5)
    address = account.address()
    account.call("POST", "/custom_domains", {"domain": zone}, address_id=address)
    sending = _sending_domain(account, zone)["id"]
    lists: list[tuple[str, dict[str, str]]] = [
        ("/addresses", {}),
        ("/custom_domains", {"address_id": address}),
        ("/sending_domains", {}),
    ]
    assert [account.call("GET", path, **params).json() for path, params in lists] == [[], [], []]
    for path in (f"/addresses/{address}", f"/sending_domains/{sending}"):
        assert account.call("GET", path).status_code == 200
    for path, params in lists:
        eventually(lambda path=path, params=params: len(account.call("GET", path, **params).json()) == 1)


def test_it_lists_domains_in_pages(simulator: SimulatorProcess, account: Account, zone: str) -> None:
    simulator.publish(zone, "*", "MX", "10 client1.cloudmailin.net")
    address = account.address()
    names = [f"{letter}.{zone}" for letter in "abc"]
    for name in names:
        _sending_domain(account, name)
        account.call("POST", "/custom_domains", {"domain": name}, address_id=address)
    _turn(account, page_size=2)
    for path in ("/sending_domains", "/custom_domains"):

        def page(number: str, path: str = path) -> list[str]:
            params = {"address_id": address} | ({"page": number} if number else {})
            return [each["domain"] for each in account.call("GET", path, **params).json()]

        assert [page(number) for number in ("", "0", "1")] == [names[:2]] * 3
        assert page("2") == names[2:]
        assert [page(number) for number in ("3", "-1", "x", "9" * 5000)] == [[]] * 4
    searched = account.call("GET", "/sending_domains", query=f"c.{zone}").json()
    assert [each["domain"] for each in searched] == names[2:]
    assert len(account.call("GET", "/addresses").json()) == 1


def test_it_answers_401_for_a_revoked_key(simulator: SimulatorProcess, account: Account) -> None:
    _turn(account, revoked=True)
    assert _statuses(account, 2) == [401, 401]
    assert _other(simulator, account) == 401
    _turn(account, revoked=False)
    assert _statuses(account, 1) == [200]
    assert _other(simulator, account) == 403


def test_it_answers_403_where_targets_of_domains_are_not_available(
    simulator: SimulatorProcess, account: Account, zone: str
) -> None:
    simulator.publish(zone, "@", "MX", "10 client1.cloudmailin.net")
    _turn(account, domain_target=False)
    address = account.address()
    body = {"domain": zone, "domain_target": "https://app.example.com/other"}
    refused = account.call("POST", "/custom_domains", body, address_id=address)
    assert (refused.status_code, refused.json()) == (403, {"status": 403, "error": "Forbidden"})
    body["domain_target"] = ""
    assert account.call("POST", "/custom_domains", body, address_id=address).status_code == 201


def _other(simulator: SimulatorProcess, account: Account) -> int:
    """What the key gets at somebody else's account."""
    other = Account(simulator)
    headers = {"Authorization": f"Bearer {account.key}"}
    return httpx.get(f"{simulator.api_url(other.id)}/addresses", headers=headers, trust_env=False).status_code


def test_it_shows_the_knobs_and_never_the_key(simulator: SimulatorProcess) -> None:
    account = Account(simulator, limit=3)
    account.call("GET", "/addresses")
    shown = next(each for each in simulator.sim("accounts") if each["id"] == account.id)
    assert len(shown.pop("calls")) == 1
    assert shown == {
        "id": account.id,
        "limit": 3,
        "period": 60.0,
        "window": "sliding",
        "refused_count": False,
        "retry_after": "seconds",
        "delete_seconds": 0.4,
        "deleted_returns": None,
        "list_lag": 0.0,
        "page_size": None,
        "revoked": False,
        "domain_target": True,
    }
    assert account.key not in json.dumps(simulator.sim("accounts"))


@pytest.mark.parametrize(
    ("knobs", "sentence"),
    [
        ({"limit": 0}, "limit must be a whole number from 1 to 1,000,000"),
        ({"limit": True}, "limit must be a whole number from 1 to 1,000,000"),
        ({"period": "60"}, "period must be a number from 0.001 to 31,536,000"),
        ({"window": "round"}, "window must be one of sliding, fixed, leaky"),
        ({"window": []}, "window must be one of sliding, fixed, leaky"),
        ({"refused_count": 1}, "refused_count must be true or false"),
        ({"retry_after": "a\r\nb"}, "retry_after must be text of at most 200 ASCII characters"),
        ({"delete_seconds": -1}, "delete_seconds must be a number from 0 to 31,536,000 or null"),
        ({"list_lag": None}, "list_lag must be a number from 0 to 31,536,000"),
        ({"page_size": 1.5}, "page_size must be a whole number from 1 to 10,000 or null"),
        ({"windw": 1, "key": ""}, "windw is unknown, key must be text"),
    ],
)
def test_it_says_what_is_wrong_and_changes_nothing(
    simulator: SimulatorProcess, account: Account, knobs: dict[str, Any], sentence: str
) -> None:
    before = simulator.sim("accounts")
    answer = httpx.patch(
        f"{simulator.url}/_sim/accounts/{account.id}", json={"revoked": True, **knobs}, trust_env=False
    )
    assert (answer.status_code, answer.json()["error"]) == (422, sentence)
    assert simulator.sim("accounts") == before


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data.json"


def test_it_keeps_what_was_turned_over_a_restart_and_puts_it_back_when_asked(data: Path) -> None:
    process = SimulatorProcess(data, "--delete-seconds", "never", "--page-size", "7", "--window", "leaky")
    try:
        account = Account(process.start(), list_lag=3, revoked=True)
        process.sim("taken", "POST", {"domain": "held.example.com", "mta": True})
        process.sim("faults", "POST", {"what": "slow", "latency": 1, "times": None})
        before = [process.sim(path) for path in ("accounts", "taken", "faults")]
        process.stop()
        process.start()
        assert [process.sim(path) for path in ("accounts", "taken", "faults")] == before
        shown = before[0][0]
        assert (shown["id"], shown["list_lag"], shown["revoked"]) == (account.id, 3, True)
        assert (shown["delete_seconds"], shown["page_size"], shown["window"]) == (None, 7, "leaky")

        (normal,) = process.sim("normal", "POST")
        assert normal == {**shown, "list_lag": 0.0, "revoked": False}
        assert process.sim("taken") == process.sim("faults") == []
    finally:
        process.close()


def test_it_reads_files_from_before_there_were_knobs(data: Path) -> None:
    now = time.time()
    account = {"id": "a1", "key": "k1", "limit": 5, "period": 60.0, "calls": [now - 70, now - 9, now - 8]}
    domain = {"id": "d1", "account": "a1", "domain": "shop.test", "vanishes_at": None}
    dkim = {"dkim_selector": "s", "dkim_public_record": "v=DKIM1; p=AAAA"}
    data.write_text(json.dumps({"accounts": [account], "sending_domains": [{**domain, **dkim}]}))
    call = {"at": now, "monotonic": 1.0, "account": "a1", "method": "GET", "path": "/", "query": ""}
    data.with_name("data.json.calls").write_text(json.dumps({**call, "status": 200, "counted": True}) + "\n")
    process = SimulatorProcess(data, "--delete-seconds", "9")
    try:
        process.start()
        (shown,) = process.sim("accounts")
        assert (len(shown["calls"]), shown["delete_seconds"]) == (2, 9)
        assert [each["fault"] for each in process.sim("journal")] == [""]
        assert [each["domain"] for each in process.sim("objects")["sending_domains"]] == ["shop.test"]
    finally:
        process.close()
