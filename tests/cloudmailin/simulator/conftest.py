"""One simulator for the whole run; every test brings its own account and its own names."""

from __future__ import annotations

import http.server
import json
import secrets
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.simulator_process import SimulatorProcess

DELETE_SECONDS = 0.4


class Portal:
    """The service that the DNS host's pages ask for records: a real HTTP server on a thread."""

    def __init__(self) -> None:
        self.wishes: dict[str, list[dict[str, str]]] = {}
        portal = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                zone = parse_qs(urlsplit(self.path).query)["zone"][0]
                answer = json.dumps({"records": portal.wishes.get(zone, [])}).encode()
                self.send_response(200 if zone in portal.wishes else 503)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: object) -> None:
                """Silence."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/wanted"


class Account:
    """A customer of CloudMailin who speaks to the API with a key."""

    def __init__(self, simulator: SimulatorProcess, **more: Any) -> None:
        self.simulator = simulator
        self.id, self.key = secrets.token_hex(8), secrets.token_hex(16)
        simulator.add_account(self.id, self.key, **more)
        self.http = httpx.Client(
            base_url=simulator.api_url(self.id),
            headers={"Authorization": f"Bearer {self.key}"},
            trust_env=False,
        )

    def call(self, method: str, path: str, body: Any = None, **params: str) -> httpx.Response:
        return self.http.request(method, path, json=body, params=params)

    def address(self) -> str:
        """The id of a new address."""
        answer = self.call(
            "POST", "/addresses", {"target": "https://app.example.com/in", "target_format": "json+n"}
        )
        found: str = answer.json()["id"]
        return found


@pytest.fixture(scope="session")
def portal() -> Iterator[Portal]:
    portal = Portal()
    threading.Thread(target=portal.server.serve_forever, daemon=True).start()
    yield portal
    portal.server.shutdown()
    portal.server.server_close()


@pytest.fixture(scope="session")
def simulator(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    data: Path = tmp_path_factory.mktemp("simulator") / "data.json"
    process = SimulatorProcess(data, "--delete-seconds", str(DELETE_SECONDS), "--wanted-url", portal.url)
    try:
        yield process.start()
    finally:
        process.close()


@pytest.fixture
def account(simulator: SimulatorProcess) -> Iterator[Account]:
    """With a limit too high to be met: most tests are about something else."""
    account = Account(simulator, limit=10_000)
    yield account
    account.http.close()


@pytest.fixture
def zone(simulator: SimulatorProcess) -> str:
    name = f"shop-{secrets.token_hex(4)}.test"
    simulator.create_zone(name)
    return name
