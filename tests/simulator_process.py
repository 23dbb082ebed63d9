"""The simulator as tests use it: a process of its own that can be stopped and started again with its data."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import dns.message
import dns.query
import httpx

from portal.embedded.ports import Ports

_START_SECONDS = 20.0
_STOP_SECONDS = 10.0
_ROOT = Path(__file__).parents[1]


class SimulatorProcess:
    """Started on free ports; further options of `python -m cloudmailin.simulator` may be given."""

    def __init__(self, data: Path, *options: str) -> None:
        self.port, self.dns_port = free_port(), free_port()
        self._data = data
        self._options = options
        self._process: subprocess.Popen[str] | None = None
        self._client = httpx.Client(base_url=self.url, timeout=10, trust_env=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """What the product calls the account's base URL: the account id follows."""
        return f"{self.url}/api/v0.1"

    def api_url(self, account: str) -> str:
        return f"{self.base_url}/{account}"

    def start(self) -> SimulatorProcess:
        """Returns when it is ready. Raises RuntimeError with its output when it does not get there."""
        own = ["--port", str(self.port), "--dns-port", str(self.dns_port), "--data", str(self._data)]
        argv = [sys.executable, "-m", "cloudmailin.simulator", *own, *self._options]
        self._process = subprocess.Popen(argv, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
        self.ready_line = self._process.stdout.readline() if self._process.stdout else ""
        if not self.ready_line:
            raise RuntimeError(f"the simulator ended with status {self._process.wait(_START_SECONDS)}")
        return self

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end, as a deployment would; its exit status."""
        assert self._process
        self._process.send_signal(number)
        return self._process.wait(_STOP_SECONDS)

    def kill(self) -> None:
        assert self._process
        self._process.kill()
        self._process.wait(_STOP_SECONDS)

    def close(self) -> None:
        if self._process and self._process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.stop()
            self._process.kill()
        if self._process and self._process.stdout:
            self._process.stdout.close()
        self._client.close()

    def sim(self, path: str, method: str = "GET", body: Any = None, **params: str) -> Any:
        """The control interface: `sim("journal", account="a1")`. Raises for an error status."""
        response = self._client.request(method, f"/_sim/{path}", json=body, params=params)
        response.raise_for_status()
        return response.json()

    def add_account(self, id_: str, key: str, **more: Any) -> None:
        self.sim("accounts", "POST", {"id": id_, "key": key, **more})

    def create_zone(self, zone: str) -> None:
        self.sim("zones", "POST", {"zone": zone})

    def publish(self, zone: str, name: str, type_: str, value: str, ttl: int = 5) -> None:
        """`name` in full (it ends in the zone), or relative to the zone, `@` for the zone itself."""
        self.sim(f"zones/{zone}/records", "POST", {"name": name, "type": type_, "value": value, "ttl": ttl})

    def withdraw(self, zone: str, name: str, type_: str, value: str | None = None) -> None:
        """All records of that name and type, or the one with that value."""
        body = {"name": name, "type": type_} | ({} if value is None else {"value": value})
        self.sim(f"zones/{zone}/records", "DELETE", body)

    def ask(self, name: str, type_: str, *, tcp: bool = False, edns: int | bool = 0) -> dns.message.Message:
        """One question to the name server, without going over to TCP when the answer is cut short."""
        query = dns.message.make_query(name, type_, use_edns=edns)
        exchange = dns.query.tcp if tcp else dns.query.udp
        return exchange(query, "127.0.0.1", port=self.dns_port, timeout=5)


def eventually(check: Any, *, within: float = 10.0) -> Any:
    """Ask again until the answer is truthy; then that answer. Raises AssertionError when time is up."""
    deadline = time.monotonic() + within
    while not (result := check()):
        assert time.monotonic() < deadline, f"it did not happen within {within:g} seconds"
        time.sleep(0.05)
    return result


def free_port() -> int:
    """A port that is free for TCP and UDP alike, and that the system gives to nobody's connection meanwhile."""
    return Ports.free().dns
