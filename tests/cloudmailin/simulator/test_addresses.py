from __future__ import annotations

import re
from typing import Any

import pytest

from tests.simulator_process import SimulatorProcess, eventually

from .conftest import Account

_GOOD = {"target": "https://app.example.com/in", "target_format": "json+n"}


def test_it_creates_lists_changes_and_deletes_an_address(account: Account) -> None:
    created = account.call("POST", "/addresses", {**_GOOD, "nickname": "shop", "unknown": 1})
    address = created.json()
    assert created.status_code == 201
    assert re.fullmatch("[0-9a-f]{20}", address["id"])
    assert address == {
        **_GOOD,
        "id": address["id"],
        "nickname": "shop",
        "address": f"{address['id']}@cloudmailin.net",
    }
    assert account.call("GET", "/addresses").json() == [address]

    changed = account.call("PATCH", f"/addresses/{address['id']}", {"nickname": None})
    assert (changed.status_code, changed.json()) == (200, {**address, "nickname": None})
    assert account.call("GET", f"/addresses/{address['id']}").json() == changed.json()

    assert account.call("DELETE", f"/addresses/{address['id']}").status_code == 202
    eventually(lambda: account.call("GET", f"/addresses/{address['id']}").status_code == 404)
    assert account.call("GET", "/addresses").json() == []


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, "Target can't be blank, Target format is not included in the list"),
        ({**_GOOD, "target": "ftp://app.example.com"}, "Target is not a valid URL"),
        ({**_GOOD, "target": "https://"}, "Target is not a valid URL"),
        ({**_GOOD, "target": "https://[::1"}, "Target is not a valid URL"),
        ({**_GOOD, "target": ["https://a.test"]}, "Target is not a valid URL"),
        ({**_GOOD, "target_format": "xml"}, "Target format is not included in the list"),
        ({**_GOOD, "nickname": 7}, "Nickname is invalid"),
        ([], "The request body must be a JSON object"),
    ],
)
def test_it_says_what_is_wrong_with_an_address(account: Account, body: Any, sentence: str) -> None:
    answer = account.call("POST", "/addresses", body)
    assert (answer.status_code, answer.json()) == (422, {"status": 422, "error": sentence})


def test_it_refuses_what_is_not_json(account: Account) -> None:
    assert account.http.post("/addresses", content=b"{").status_code == 422


def test_it_refuses_credentials_in_the_target(account: Account) -> None:
    answer = account.call("POST", "/addresses", {**_GOOD, "target": "https://user:secret@app.example.com/in"})
    assert answer.status_code == 422
    assert "secret" not in answer.text


def test_it_never_returns_the_auth_header(simulator: SimulatorProcess, account: Account) -> None:
    created = account.call("POST", "/addresses", {**_GOOD, "auth_header": "Bearer hidden"})
    path = f"/addresses/{created.json()['id']}"
    assert (
        "hidden" not in created.text + account.call("GET", path).text + account.call("GET", "/addresses").text
    )
    assert simulator.sim("objects", account=account.id)["addresses"][0]["auth_header"] == "Bearer hidden"
    account.call("PATCH", path, {"auth_header": ""})
    assert simulator.sim("objects", account=account.id)["addresses"][0]["auth_header"] is None


def test_it_hides_the_addresses_of_other_accounts(simulator: SimulatorProcess, account: Account) -> None:
    path = f"/addresses/{Account(simulator, limit=100).address()}"
    for method in ("GET", "PATCH", "DELETE"):
        assert account.call(method, path, {}).status_code == 404
