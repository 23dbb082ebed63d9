"""Whatever is sent to the API, the answer is one of its own: JSON, with a status that says whose fault it was."""

from __future__ import annotations

import httpx
import pytest

from .conftest import Account

_GOOD = b'{"target": "https://app.example.com/in", "target_format": "json+n"%s}'


def _post(account: Account, body: bytes, content_type: str | None = "application/json") -> httpx.Response:
    headers = {"Content-Type": content_type} if content_type else {}
    return account.http.post("/addresses", content=body, headers=headers)


@pytest.mark.parametrize(
    "content_type", [None, "text/plain", "application/x-www-form-urlencoded", "json", ""]
)
def test_it_refuses_a_body_that_does_not_say_that_it_is_json(
    account: Account, content_type: str | None
) -> None:
    answer = _post(account, _GOOD % b"", content_type)
    assert answer.status_code == 422
    assert "Content-Type" in answer.json()["error"]


def test_it_takes_the_content_type_in_any_spelling(account: Account) -> None:
    assert _post(account, _GOOD % b"", "Application/JSON; charset=utf-8").status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        _GOOD % b', "nickname": "\\ud800"',
        _GOOD % b', "attachments": NaN',
        _GOOD % b', "attachments": 1e999',
        _GOOD % (b', "attachments": ' + b"9" * 5_000),
    ],
    ids=[
        "empty",
        "no text",
        "deep list",
        "deep object",
        "half a character",
        "NaN",
        "infinite",
        "long number",
    ],
)
def test_it_refuses_json_that_could_not_be_written_again(account: Account, body: bytes) -> None:
    answer = _post(account, body)
    assert (answer.status_code, answer.json()["error"]) == (422, "The request body is not valid JSON")
    assert account.call("GET", "/addresses").json() == []


@pytest.mark.parametrize(
    "id_", ["%0A", "a%0Ab", "%00", "%F0%9F%A6%8A", "..%2F..", "a%2Fb", "%", "", "x" * 5_000]
)
def test_it_answers_404_for_any_odd_id(account: Account, id_: str) -> None:
    for path in ("/addresses/", "/sending_domains/"):
        answer = account.call("GET", path + id_)
        assert (answer.status_code, answer.json()) == (404, {"status": 404, "error": "Not Found"})


def test_it_answers_a_page_that_is_no_page(account: Account) -> None:
    address = account.address()
    for page in ("-1", "1e9", "9" * 5_000, "next", "\n", ""):
        assert account.call("GET", "/sending_domains", page=page).status_code == 200
        assert account.call("GET", "/custom_domains", page=page, address_id=address).status_code == 200
