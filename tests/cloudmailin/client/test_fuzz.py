"""The client against 20,300 odd answers over real HTTP: no foreign exception, no false success, no swelling."""

from __future__ import annotations

import gzip
import json
import os
import random
import tracemalloc
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from cloudmailin.client.client import Client
from cloudmailin.client.errors import ApiError
from cloudmailin.client.messages import Message, Outbox
from tests.cloudmailin.client import odd_answers as good
from tests.cloudmailin.client.odd_answers import Spoilt, spoil
from tests.cloudmailin.client.raw_server import RawServer

SEED = int(os.environ.get("FUZZ_SEED", "20261123"))
ANSWERS_PER_CALL = 1_450
KEY = "key-0c1d2e3f"

Call = Callable[[str], Any]


def api(url: str) -> Client:
    return Client(url, "21c3976d80ba5e42", KEY)


CALLS: dict[str, tuple[Call, int, Any]] = {
    "addresses": (lambda url: api(url).addresses(), 200, [good.ADDRESS]),
    "create_address": (
        lambda url: api(url).create_address(target="https://app.example.com/", target_format="json+n"),
        201,
        good.ADDRESS,
    ),
    "change_address": (
        lambda url: api(url).change_address("aaaa740b4c5c37b1aaaa", nickname="x"),
        200,
        good.ADDRESS,
    ),
    "delete_address": (lambda url: api(url).delete_address("aaaa740b4c5c37b1aaaa"), 202, good.ADDRESS),
    "custom_domains": (lambda url: api(url).custom_domains(address_id="a"), 200, [good.CUSTOM_DOMAIN]),
    "create_custom_domain": (
        lambda url: api(url).create_custom_domain(address_id="a", domain="example.com"),
        201,
        good.CUSTOM_DOMAIN,
    ),
    "delete_custom_domain": (
        lambda url: api(url).delete_custom_domain("226c806f758619c5", address_id="a"),
        202,
        good.CUSTOM_DOMAIN,
    ),
    "sending_domains": (lambda url: api(url).sending_domains(), 200, [good.SENDING_DOMAIN] * 2),
    "create_sending_domain": (
        lambda url: api(url).create_sending_domain(domain="example.com"),
        201,
        good.SENDING_DOMAIN,
    ),
    "sending_domain": (lambda url: api(url).sending_domain("226c806f758619c5"), 200, good.SENDING_DOMAIN),
    "verify_sending_domain": (
        lambda url: api(url).verify_sending_domain("226c806f758619c5"),
        200,
        good.SENDING_DOMAIN,
    ),
    "delete_sending_domain": (
        lambda url: api(url).delete_sending_domain("226c806f758619c5"),
        202,
        good.SENDING_DOMAIN,
    ),
    "incoming_statuses": (lambda url: api(url).incoming_statuses(address_id="a"), 200, [good.STATUS]),
    "send": (
        lambda url: Outbox(url, "user", KEY).send(Message(sender="a@example.com", to="b@example.com")),
        202,
        good.ACCEPTED,
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_no_answer_is_more_than_an_api_error_or_a_true_success(name: str) -> None:
    call, status, good_body = CALLS[name]
    dice = random.Random(f"{SEED} {name}")
    given: list[Spoilt] = []
    seen: Counter[str] = Counter()

    def answer(_head: bytes) -> list[bytes]:
        given.append(spoil(good_body, status, dice))
        return [given[-1].sent]

    with RawServer(answer) as server:
        for _ in range(ANSWERS_PER_CALL):
            outcome = outcome_of(call, server.url)
            seen[type(outcome).__name__] += 1
            what = f"{outcome!r} from {given[-1]} (FUZZ_SEED={SEED})"
            if isinstance(outcome, ApiError):
                assert KEY not in f"{outcome!r} {outcome.sentence}", what
                assert not given[-1].is_good, what
            else:
                assert is_true(outcome, given[-1], name), what
    assert len(given) == ANSWERS_PER_CALL
    assert {"Unavailable", "UnknownOutcome", "Unauthenticated", "RateLimited"} < set(seen)


def outcome_of(call: Call, url: str) -> Any:
    try:
        return call(url)
    except ApiError as error:
        return error


def is_true(result: Any, answer: Spoilt, name: str) -> bool:
    """Whether the answer says what the result says. Written from the documentation, not from the client."""
    if answer.body is None or not 200 <= answer.status < 300:
        return False
    if name.startswith("delete_"):
        return isinstance(_said(answer.body), dict) or (not answer.body and answer.status in (202, 204))
    said = _said(answer.body)
    if isinstance(result, list):
        return isinstance(said, list) and len(said) == len(result) and all(map(_is_said, result, said))
    flags = ("dkim_verified", "return_path_verified") if name == "verify_sending_domain" else ()
    return _is_said(result, said) and all(said[flag] is True for flag in flags)


def _said(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _is_said(result: BaseModel, said: Any) -> bool:
    if not isinstance(said, dict):
        return False
    for name, value in result.model_dump(mode="json", by_alias=True).items():
        told = said.get(name)
        if name != "created_at" and told != value and (told is None or str(told) != value):
            return False
    return True


BOMB = gzip.compress(b" " * 50_000_000)


@pytest.mark.parametrize(
    ("framing", "parts"),
    [
        ("Content-Length: 400000000", [b" " * 0x10000] * 1000),
        ("Transfer-Encoding: chunked", [b"10000\r\n" + b" " * 0x10000 + b"\r\n"] * 1000),
        (f"Content-Encoding: gzip\r\nContent-Length: {len(BOMB)}", [BOMB]),
    ],
    ids=["long", "endless", "packed"],
)
def test_memory_is_bounded_however_much_is_sent(framing: str, parts: list[bytes]) -> None:
    with RawServer(lambda _head: [f"HTTP/1.1 200 OK\r\n{framing}\r\n\r\n".encode(), *parts]) as server:
        tracemalloc.start()
        with pytest.raises(ApiError):
            api(server.url).addresses()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 8 * 1024 * 1024
