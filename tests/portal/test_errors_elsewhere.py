"""What reaches Sentry, read off its wire: the error, and nothing that people typed or that opens a door."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

SECRET = "kJ8-secret-of-mine"
RAISES = f"""
import sys
import django
from django.conf import settings
settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="x" * 60, ALLOWED_HOSTS=["*"], DEBUG=False)
from portal import errors_elsewhere
errors_elsewhere.send_to(sys.argv[1])
django.setup()
from django.test import Client
from django.urls import path
def fails(request):
    kept = "{SECRET}"
    raise ValueError("Bearer {SECRET} of {SECRET}@example.com")
urlpatterns = [path("fails/", fails)]
client = Client(raise_request_exception=False, headers={{"cookie": "sessionid={SECRET}", "authorization": "Bearer {SECRET}"}})
client.post("/fails/?typed={SECRET}", {{"password": "{SECRET}"}}, REMOTE_ADDR="198.51.100.7")
import sentry_sdk
sentry_sdk.flush()
"""


@pytest.fixture
def sentry() -> Iterator[tuple[str, list[bytes]]]:
    """A DSN, and what is posted there."""
    posted: list[bytes] = []

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            posted.append(gzip.decompress(body) if self.headers["content-encoding"] == "gzip" else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Takes) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://public@127.0.0.1:{server.server_port}/1", posted
        server.shutdown()


def test_an_error_arrives_without_what_was_typed(sentry: tuple[str, list[bytes]]) -> None:
    dsn, posted = sentry
    ended = subprocess.run(
        [sys.executable, "-c", RAISES, dsn], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 0, ended.stderr
    told = b"\n".join(posted).decode()
    assert "ValueError" in told
    assert "/fails/" in told
    for hidden in (SECRET, "198.51.100.7"):
        assert hidden not in told
