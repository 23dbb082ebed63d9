"""The client against answers over real HTTP: each becomes one type of outcome."""

from __future__ import annotations

import contextlib
import json
import logging
import socket
import threading
import time
import tomllib
from collections.abc import Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cloudmailin.client import errors, transport
from cloudmailin.client.client import Client
from tests.cloudmailin.client.odd_answers import SENDING_DOMAIN

ROOT = Path(__file__).parents[3]
KEY = "canary-4f1d9c"
SENDING = {**SENDING_DOMAIN, "id": "00ff", "brand_new_field": {"ignored": True}}


class Server(ThreadingHTTPServer):
    status = 200
    body = b""
    headers: dict[str, str] = {}
    asked: list[tuple[str, str, str | None]] = []
    headers_seen: list[Message] = []


class Handler(BaseHTTPRequestHandler):
    server: Server

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.server.headers_seen.append(self.headers)
        self.server.asked.append((self.command, self.path, self.headers.get("authorization")))
        if self.server.status == 0:
            self.connection.close()
            return
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    do_GET = do_POST = do_PATCH = do_DELETE = _answer  # noqa: N815 (the standard library looks for these names)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), Handler)
    server.headers, server.asked, server.headers_seen = {}, [], []
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def client(server: Server) -> Client:
    return Client(f"http://127.0.0.1:{server.server_port}/api/v0.1", "21c3976d80ba5e42", KEY)


def answer(server: Server, status: int, body: object, **headers: str) -> None:
    server.status = status
    server.body = body if isinstance(body, bytes) else json.dumps(body).encode()
    server.headers = headers


def test_it_asks_with_the_bearer_key_and_ignores_unknown_fields(client: Client, server: Server) -> None:
    answer(server, 201, SENDING)
    made = client.create_sending_domain(domain="example.com")
    assert (made.id, made.dkim_selector, made.is_verified) == ("00ff", "0e7c28e2e4cm", True)
    assert server.asked == [("POST", "/api/v0.1/21c3976d80ba5e42/sending_domains", f"Bearer {KEY}")]


OUTCOMES: list[tuple[int, object, type[errors.ApiError], bool]] = [
    (401, {"status": 401, "error": "Unauthorized"}, errors.Unauthenticated, False),
    (403, {"status": 403, "error": "Forbidden"}, errors.Forbidden, False),
    (404, {"status": 404, "error": "Not Found"}, errors.NotFound, False),
    (404, b"<html>no such host</html>", errors.Unavailable, False),
    (422, {"status": 422, "error": "Domain has already been taken"}, errors.Rejected, False),
    (422, {**SENDING, "dkim_verified": False}, errors.VerificationFailed, False),
    (422, b"", errors.Unavailable, False),
    (429, {"status": 429, "error": "Too Many Requests"}, errors.RateLimited, False),
    (500, {"status": 500, "error": "oops"}, errors.Unavailable, True),
    (502, b"<html>Bad Gateway</html>", errors.Unavailable, True),
    (302, b"", errors.Unavailable, True),
    (200, b"<html>Please log in</html>", errors.Unavailable, True),
    (200, b'{"id": "00ff", "doma', errors.Unavailable, True),
    (200, [1, 2, 3], errors.Unavailable, True),
    (200, {**SENDING, "id": None}, errors.Unavailable, True),
    (200, {**SENDING, "id": "00fe"}, errors.Unavailable, True),
    (200, {**SENDING, "dkim_verified": "true"}, errors.Unavailable, True),
    (200, {**SENDING, "mta_domain": "mta.example.com\0"}, errors.Unavailable, True),
    (200, {**SENDING, "dkim_verified": None}, errors.VerificationFailed, False),
    (200, b"[" * 100_000, errors.Unavailable, True),
    (200, b" " * (1024 * 1024 + 1), errors.Unavailable, True),
    (0, b"", errors.UnknownOutcome, True),
]


@pytest.mark.parametrize(("status", "body", "outcome", "may_have_happened"), OUTCOMES)
def test_each_answer_is_one_type_of_outcome(
    client: Client,
    server: Server,
    status: int,
    body: object,
    outcome: type[errors.ApiError],
    may_have_happened: bool,
) -> None:
    answer(server, status, body)
    with pytest.raises(errors.ApiError) as caught:
        client.verify_sending_domain("00ff")
    assert type(caught.value) is outcome
    assert caught.value.may_have_happened is may_have_happened


def test_a_failed_read_can_have_changed_nothing(client: Client, server: Server) -> None:
    answer(server, 502, b"<html>Bad Gateway</html>")
    with pytest.raises(errors.Unavailable) as caught:
        client.sending_domains()
    assert not caught.value.may_have_happened


@pytest.mark.parametrize(
    ("status", "body", "accepted"),
    [
        (202, {"id": "00ff"}, True),
        (202, b"", True),
        (204, b"", True),
        (200, b"", False),
        (202, b"<html>Please log in</html>", False),
        (200, b"<html>Please log in</html>", False),
        (202, ["00ff"], False),
    ],
)
def test_a_deletion_is_accepted_by_no_login_page(
    client: Client, server: Server, status: int, body: object, accepted: bool
) -> None:
    answer(server, status, body)
    with contextlib.nullcontext() if accepted else pytest.raises(errors.Unavailable):
        client.delete_sending_domain("00ff")


def test_an_answer_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "TOTAL_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_drip, args=(listener,), daemon=True).start()
        client = Client(f"http://127.0.0.1:{listener.getsockname()[1]}", "1", KEY)
        with pytest.raises(errors.UnknownOutcome):
            client.addresses()


def _drip(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection, contextlib.suppress(OSError):
        for each in b"HTTP/1.1 200 OK\r\nX-Padding: " + b"x" * 10_000:
            connection.sendall(bytes([each]))
            time.sleep(0.02)


def test_a_redirect_is_not_followed(client: Client, server: Server) -> None:
    answer(server, 307, b"", location=f"http://127.0.0.1:{server.server_port}/elsewhere")
    with pytest.raises(errors.Unavailable):
        client.addresses()
    assert len(server.asked) == 1


@pytest.mark.parametrize("id_", ["", ".", ".."])
def test_an_id_is_one_segment_of_the_path(client: Client, server: Server, id_: str) -> None:
    with pytest.raises(ValueError, match="id"):
        client.delete_sending_domain(id_)
    answer(server, 202, b"")
    client.delete_sending_domain("../addresses/1?x#y")
    assert [path.split("/", 4)[4] for _, path, _ in server.asked] == [
        "sending_domains/..%2Faddresses%2F1%3Fx%23y"
    ]


def test_nothing_listening_means_nothing_happened() -> None:
    with pytest.raises(errors.Unavailable):
        Client("http://127.0.0.1:9/api/v0.1", "1", KEY).addresses()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("30", 30.0), ("0", 0.0), ("-1", None), ("soon", None), ("Wed, 21 Oct 2026 07:28:00 GMT", None)],
)
def test_retry_after_is_read_where_it_is_seconds(
    client: Client, server: Server, header: str, seconds: float | None
) -> None:
    answer(server, 429, {"status": 429, "error": "slow down"}, **{"retry-after": header})
    with pytest.raises(errors.RateLimited) as caught:
        client.addresses()
    assert caught.value.retry_after == seconds


def test_a_name_is_taken_when_the_sentence_says_so() -> None:
    assert errors.Rejected("Mta domain has already been taken", 422).already_taken
    assert not errors.Rejected("MX records must be set", 422).already_taken


def test_it_says_who_asks_and_logs_every_call_with_its_id(
    client: Client, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "cloudmailin.client")
    answer(server, 200, [], **{"x-request-id": "theirs-1"})
    client.addresses()
    asked = server.headers_seen[-1]
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert asked["user-agent"] == f"portal/{version}"
    [line] = [record.getMessage() for record in caplog.records]
    assert line.startswith("GET /addresses: 200 in ")
    assert line.endswith(f"request {asked['x-request-id']}, theirs theirs-1")
