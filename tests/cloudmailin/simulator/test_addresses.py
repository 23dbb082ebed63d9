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


@pytest.mark.parametrize(
    "target",
    [
        "https://user@app.example.com/in",
        "https://:secret@app.example.com",
        "https://@app.example.com",
        "https://user%3Asecret@app.example.com",
        "https://user:secret@app.example.com:443/in",
        "https://user%40app.example.com/in",
        "https://user:secret%40app.example.com/in",
        "https://app.example.com\\@other.example.com",
        "https:\\\\user:secret@app.example.com",
        "https://app.example.com /in",
        "https://us\ner@app.example.com",
        "//app.example.com/in",
        "https://app.example.com:99999/",
    ],
)
def test_it_refuses_a_target_that_hides_credentials_or_is_no_web_address(
    account: Account, target: str
) -> None:
    address = account.address()
    assert account.call("POST", "/addresses", {**_GOOD, "target": target}).status_code == 422
    refused = account.call("PATCH", f"/addresses/{address}", {"target": target})
    assert refused.status_code == 422
    assert "secret" not in refused.text
    kept = account.call("GET", f"/addresses/{address}").json()
    assert kept["target"] == "https://app.example.com/in"


@pytest.mark.parametrize("target", ["http://127.0.0.1:8000/in?a=b@c", "https://[::1]/", "https://a.test"])
def test_it_takes_a_web_address(account: Account, target: str) -> None:
    assert account.call("POST", "/addresses", {**_GOOD, "target": target}).json()["target"] == target


def test_it_takes_the_settings_of_an_attachment_store_as_they_are(
    simulator: SimulatorProcess, account: Account
) -> None:
    store = {"provider": "s3", "anything": [1, {"deep": None}]}
    path = f"/addresses/{account.address()}"
    assert account.call("PATCH", path, {"attachments": store}).status_code == 200
    assert simulator.sim("objects", account=account.id)["addresses"][0]["attachments"] == store


@pytest.mark.parametrize("header", ["Bearer a\r\nX-Evil: 1", "Bearer \u00e9", 7])
def test_it_refuses_an_auth_header_that_no_request_can_carry(account: Account, header: object) -> None:
    path = f"/addresses/{account.address()}"
    answer = account.call("PATCH", path, {"auth_header": header})
    assert (answer.status_code, answer.json()["error"]) == (422, "Auth header is invalid")


def test_it_changes_what_is_given_and_leaves_the_rest(simulator: SimulatorProcess, account: Account) -> None:
    body = {**_GOOD, "nickname": "shop", "auth_header": "Bearer hidden"}
    path = f"/addresses/{account.call('POST', '/addresses', body).json()['id']}"
    changed = account.call("PATCH", path, {"target_format": "multipart+n"}).json()
    assert (changed["target_format"], changed["nickname"]) == ("multipart+n", "shop")
    kept = simulator.sim("objects", account=account.id)["addresses"][0]
    assert (kept["auth_header"], kept["target"]) == ("Bearer hidden", _GOOD["target"])
    for removal in ("  ", None):
        assert account.call("PATCH", path, {"auth_header": "Bearer new"}).status_code == 200
        account.call("PATCH", path, {"auth_header": removal})
        assert simulator.sim("objects", account=account.id)["addresses"][0]["auth_header"] is None


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
