"""What a client sees of each fault, and what is left of its call, over real connections."""

from __future__ import annotations

import json
import socket
import time
from typing import Any

import httpx
import pytest

from cloudmailin.simulator.faults import Kind
from tests.simulator_process import SimulatorProcess, eventually

from .conftest import Account

_GOOD = {"target": "https://app.example.com/in", "target_format": "json+n"}


def _order(account: Account, what: Kind, **more: Any) -> None:
    account.simulator.sim("faults", "POST", {"what": what, "account": account.id, **more})


def _create(account: Account) -> httpx.Response:
    return account.call("POST", "/addresses", _GOOD)


def _addresses(account: Account) -> int:
    """How many there are; without a call of the API."""
    return len(account.simulator.sim("objects", account=account.id)["addresses"])


def _noted(account: Account) -> tuple[int, str, bool]:
    last = account.simulator.sim("journal", account=account.id)[-1]
    return last["status"], last["fault"], last["counted"]


def _raw(account: Account, method: str, path: str, body: Any = None) -> bytes:
    """What comes over the wire until the connection ends. Raises ConnectionResetError for an RST."""
    content = json.dumps(body).encode() if body is not None else b""
    head = (
        f"{method} /api/v0.1/{account.id}{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {account.key}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", account.simulator.port), timeout=10) as wire:
        wire.sendall(head.encode() + content)
        return b"".join(iter(lambda: wire.recv(65_536), b""))


@pytest.mark.parametrize(("what", "made"), [(Kind.DROP_BEFORE, 0), (Kind.DROP_AFTER, 1)])
def test_it_resets_the_connection_before_or_after_the_effect(account: Account, what: Kind, made: int) -> None:
    _order(account, what)
    with pytest.raises(ConnectionResetError):
        _raw(account, "POST", "/addresses", _GOOD)
    assert _addresses(account) == made
    assert _noted(account) == (0, what, True)
    assert _create(account).status_code == 201
    assert _noted(account) == (201, "", True)


@pytest.mark.parametrize("what", [Kind.DROP_BEFORE, Kind.DROP_AFTER])
def test_a_client_sees_the_reset_on_a_connection_that_it_keeps(account: Account, what: Kind) -> None:
    assert account.call("GET", "/addresses").status_code == 200
    _order(account, what)
    with pytest.raises(httpx.TransportError):
        account.call("DELETE", f"/addresses/{'0' * 20}")
    assert account.call("GET", "/addresses").status_code == 200


def test_dropped_calls_count_against_the_limit(simulator: SimulatorProcess) -> None:
    account = Account(simulator, limit=2)
    _order(account, Kind.DROP_BEFORE)
    with pytest.raises(httpx.TransportError):
        account.call("GET", "/addresses")
    assert [account.call("GET", "/addresses").status_code for _ in range(2)] == [200, 429]
    found = simulator.sim("fullest-minute", account=account.id)
    assert (found["calls"], found["statuses"]) == (2, {"0": 1, "200": 1, "429": 1})


@pytest.mark.parametrize(
    ("what", "more"),
    [
        (Kind.STATUS, {"status": 503}),
        (Kind.REDIRECT, {}),
        (Kind.HTML, {}),
        (Kind.GARBAGE, {}),
    ],
)
def test_it_leaves_the_effect_out_or_not_as_asked(account: Account, what: Kind, more: dict[str, Any]) -> None:
    for effect, made in (("before", 0), ("after", 1)):
        _order(account, what, effect=effect, **more)
        assert _create(account).status_code != 201
        assert _addresses(account) == made


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 502, 599])
def test_it_answers_any_status_in_the_documented_form(account: Account, status: int) -> None:
    _order(account, Kind.STATUS, status=status, retry_after="7")
    answer = _create(account)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["Retry-After"] == "7"
    assert _noted(account) == (status, "status", True)


def test_it_answers_html_and_empty_bodies(account: Account) -> None:
    _order(account, Kind.STATUS, status=502, body="html")
    gateway = _create(account)
    assert (gateway.status_code, gateway.headers["content-type"]) == (502, "text/html; charset=utf-8")
    assert "502 Bad Gateway" in gateway.text
    for status in (200, 204, 503):
        _order(account, Kind.STATUS, status=status, body="empty")
        assert (_create(account).status_code, _create(account).status_code) == (status, 201)
    _order(account, Kind.HTML)
    page = _create(account)
    assert (page.status_code, page.text) == (200, gateway.text)


def test_it_redirects(account: Account) -> None:
    _order(account, Kind.REDIRECT, location="https://portal.example.com/login")
    answer = _create(account)
    assert (answer.status_code, answer.headers["location"]) == (302, "https://portal.example.com/login")


def test_it_answers_what_is_no_json(account: Account) -> None:
    _order(account, Kind.GARBAGE, effect="after")
    answer = _create(account)
    assert answer.status_code == 200
    with pytest.raises(ValueError):
        json.loads(answer.content)


def test_it_cuts_an_answer_in_half_and_says_so(account: Account) -> None:
    _order(account, Kind.TRUNCATED)
    answer = _create(account)
    assert answer.status_code == 201
    assert int(answer.headers["content-length"]) == len(answer.content)
    with pytest.raises(ValueError):
        answer.json()
    assert _addresses(account) == 1


def test_it_cuts_an_answer_in_half_and_promises_the_whole(account: Account) -> None:
    _order(account, Kind.TRUNCATED, length="promised")
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
        _create(account)
    assert _addresses(account) == 1
    assert _noted(account) == (201, "truncated", True)
    _order(account, Kind.TRUNCATED, length="promised")
    head, _, body = _raw(account, "GET", "/addresses").partition(b"\r\n\r\n")
    promised = head.decode().lower().partition("content-length: ")[2].split()[0]
    assert int(promised) // 2 == len(body)


def test_it_adds_fields_that_nobody_knows(account: Account) -> None:
    created = _create(account).json()
    _order(account, Kind.EXTRA_FIELDS)
    (listed,) = account.call("GET", "/addresses").json()
    assert listed["zzz_new"] == "?"
    assert {name: value for name, value in listed.items() if name in created} == created


def test_it_makes_every_field_null_but_the_id(account: Account) -> None:
    id_ = account.address()
    _order(account, Kind.NULL_FIELDS)
    shown = account.call("GET", f"/addresses/{id_}").json()
    assert {name for name, value in shown.items() if value is not None} == {"id"}
    assert shown["id"] == id_


def test_it_writes_another_charset_than_it_says(account: Account) -> None:
    _order(account, Kind.WRONG_CHARSET)
    answer = account.call("GET", "/addresses")
    assert answer.headers["content-type"] == "application/json"
    assert answer.content.decode("utf-16") == "[]"


def test_it_sends_many_megabytes(account: Account) -> None:
    for what in (Kind.HUGE, Kind.GZIP_BOMB):
        _order(account, what, megabytes=3)
        answer = account.call("GET", "/addresses")
        assert (len(answer.content), answer.json()) == (3 * 1024 * 1024 + 2, [])
    assert int(answer.headers["content-length"]) < 10_000


def test_it_outlives_a_client_that_stops_reading(account: Account) -> None:
    _order(account, Kind.HUGE, megabytes=200)
    with account.http.stream("GET", "/addresses") as answer:
        next(answer.iter_raw(1024))
    assert account.call("GET", "/addresses").json() == []


def test_it_drips(account: Account) -> None:
    _order(account, Kind.DRIP, interval=0.002)
    started = time.monotonic()
    wire = _raw(account, "GET", "/addresses")
    assert time.monotonic() - started > 0.002 * len(wire)
    assert wire.startswith(b"HTTP/1.1 200 OK\r\n")
    assert wire.endswith(b"\r\n\r\n[]")
    _order(account, Kind.DRIP, interval=0.001)
    assert _create(account).status_code == 201


def test_it_waits_before_the_effect_or_after_it(account: Account) -> None:
    _order(account, Kind.SLOW, latency=0.7)
    started = time.monotonic()
    assert _create(account).status_code == 201
    assert time.monotonic() - started >= 0.7

    _order(account, Kind.SLOW, latency_after=60)
    with pytest.raises(httpx.ReadTimeout):
        account.http.post("/addresses", json=_GOOD, timeout=0.5)
    assert _addresses(account) == 2


def test_a_client_that_gives_up_undoes_no_effect(account: Account) -> None:
    _order(account, Kind.SLOW, latency=1)
    with pytest.raises(httpx.ReadTimeout):
        account.http.post("/addresses", json=_GOOD, timeout=0.3)
    assert _addresses(account) == 0
    eventually(lambda: _addresses(account) == 1)
