"""A key that the service itself repeats in its answers turns up in no log line, exception or traceback."""

from __future__ import annotations

import logging
import traceback

import pytest

from cloudmailin.client import transport
from cloudmailin.client.client import Client
from cloudmailin.client.errors import ApiError, Unauthenticated
from cloudmailin.client.messages import Message, Outbox
from tests.cloudmailin.client.hostile_answers import HOSTILE, KEY
from tests.cloudmailin.client.raw_server import RawServer

MESSAGE = Message(sender="a@example.com", to="b@example.com", plain="Hello")


def shown(error: BaseException) -> str:
    """All that a log or an error page could show: also the variables of every frame."""
    return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())


@pytest.mark.parametrize("path", HOSTILE)
def test_no_error_path_shows_the_key(path: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with RawServer(lambda _head: [HOSTILE[path]]) as server:
        for call in (
            lambda: Client(server.url, "21c3976d80ba5e42", KEY).verify_sending_domain("00ff"),
            lambda: Outbox(server.url, "user", KEY).send(MESSAGE),
        ):
            with pytest.raises(ApiError) as caught:
                call()
            assert KEY not in f"{caught.value!r} {caught.value.sentence} {shown(caught.value)}"
    assert "cloudmailin.client" in caplog.text
    assert KEY not in caplog.text


@pytest.mark.parametrize("after", ["\r\nX: y", " ", "é", "\ud800"])
def test_a_key_that_http_cannot_carry_is_refused_unseen(after: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Unauthenticated) as caught:
        Client("http://127.0.0.1:9", "1", f"{KEY}{after}").addresses()
    assert KEY not in f"{shown(caught.value)} {caplog.text}"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9", "http://[bad", "ftp://127.0.0.1", "nonsense", "http://\0/"]
)
def test_a_service_that_is_not_there_or_no_url_at_all(url: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ApiError) as caught:
        Client(url, "1", KEY).addresses()
    assert not caught.value.may_have_happened
    assert KEY not in f"{shown(caught.value)} {caplog.text}"


def test_an_empty_key_is_none() -> None:
    with pytest.raises(Unauthenticated):
        Client("http://127.0.0.1:9", "1", "").addresses()


def test_neither_a_client_nor_a_request_shows_its_key() -> None:
    request = transport.Request("GET", "http://127.0.0.1:9", "addresses", Client("", "1", KEY)._key)
    assert KEY not in f"{request!r} {Client('http://127.0.0.1:9', '1', KEY)!r} {Outbox('', 'user', KEY)!r}"
