"""A small HTTP server between a client and the simulator: it hands everything on, and keeps what it saw."""

from __future__ import annotations

import http.server
import threading
from urllib.parse import parse_qsl, urlsplit

import httpx

from tests.contract.exchange import Answered, Exchange, Sent

_SECONDS = 20.0
# Those of one connection, which are not for the next (RFC 9110 section 7.6.1), and what this server writes itself.
_OWN_HEADERS = frozenset(
    {"connection", "content-length", "date", "host", "keep-alive", "server", "transfer-encoding"}
)


class Forwarder(http.server.ThreadingHTTPServer):
    """Listens once it is made. `to`: the URL whose place this server's own URL takes."""

    daemon_threads = True

    def __init__(self, to: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.to = to
        self.exchanges: list[Exchange] = []
        self.http = httpx.Client(timeout=_SECONDS, trust_env=False)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def close(self) -> None:
        self.shutdown()
        self.server_close()
        self.http.close()


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Forwarder

    def _hand_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = tuple(self.headers.items())
        answer = self.server.http.request(
            self.command, self.server.to + self.path, headers=_without_own(headers), content=body
        )
        url = urlsplit(self.path)
        query = tuple(parse_qsl(url.query, keep_blank_values=True))
        # The account's id comes first in the path.
        sent = Sent(self.command, "/" + url.path.split("/", 2)[2], query, headers, body)
        answered = Answered(answer.status_code, tuple(answer.headers.multi_items()), answer.content)
        self.server.exchanges.append(Exchange(sent, answered))
        self._answer(answered)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _hand_on  # noqa: N815

    def _answer(self, answered: Answered) -> None:
        self.send_response(answered.status)
        for name, value in _without_own(answered.headers):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answered.body)))
        self.end_headers()
        self.wfile.write(answered.body)

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


def _without_own(headers: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() not in _OWN_HEADERS]
