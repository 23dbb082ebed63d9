from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.simulator_process import SimulatorProcess, eventually, free_port

_KEY = {"Authorization": "Bearer k1"}


@pytest.fixture
def own(tmp_path: Path) -> Iterator[SimulatorProcess]:
    """One to be stopped and started."""
    process = SimulatorProcess(
        tmp_path / "new" / "data.json", "--account", "a1:k1", "--delete-seconds", "1.5"
    )
    try:
        yield process.start()
    finally:
        process.close()


def _call(own: SimulatorProcess, method: str, path: str, body: object = None) -> httpx.Response:
    return httpx.request(method, own.api_url("a1") + path, headers=_KEY, json=body, trust_env=False)


def _run(*options: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "cloudmailin.simulator", *options]
    return subprocess.run(argv, capture_output=True, text=True, timeout=20, check=False)


@pytest.mark.parametrize("abruptly", [False, True])
def test_it_keeps_its_state_over_a_restart(own: SimulatorProcess, abruptly: bool) -> None:
    own.create_zone("shop.test")
    own.publish("shop.test", "mta", "CNAME", "feedback-smtp.cloudmta.net")
    domain = _call(own, "POST", "/sending_domains", {"domain": "shop.test"}).json()
    statuses = [_call(own, "GET", f"/sending_domains/{domain['id']}").status_code for _ in range(5)]
    assert statuses == [200] * 4 + [429]
    journal = own.sim("journal", account="a1")

    if abruptly:
        own.kill()
    else:
        assert own.stop() == 0
    own.start()

    assert _call(own, "GET", "/sending_domains").status_code == 429
    assert own.sim("journal", account="a1")[:-1] == journal
    assert own.sim("fullest-minute", account="a1")["calls"] == 5
    own.sim("accounts/a1", "PATCH", {"limit": 100})
    assert _call(own, "GET", "/sending_domains").json() == [domain]
    assert own.ask("mta.shop.test", "CNAME").answer
    assert own.ask(f"{domain['dkim_selector']}.dkim.clients.cloudmta.net", "TXT").answer


def test_it_finishes_a_deletion_that_a_restart_came_between(own: SimulatorProcess) -> None:
    own.sim("accounts/a1", "PATCH", {"limit": 1000})
    id_ = _call(own, "POST", "/sending_domains", {"domain": "shop.test"}).json()["id"]
    assert _call(own, "DELETE", f"/sending_domains/{id_}").status_code == 202
    own.stop()
    own.start()
    eventually(lambda: _call(own, "GET", f"/sending_domains/{id_}").status_code == 404)


def test_it_says_on_one_line_that_it_is_ready(own: SimulatorProcess) -> None:
    assert own.ready_line.startswith("Simulator ready: ")
    assert own.base_url in own.ready_line
    assert own.sim("health") == {"status": "ok"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_on_a_signal(own: SimulatorProcess, number: signal.Signals) -> None:
    _call(own, "GET", "/addresses")
    assert own.stop(number) == 0


def test_it_says_which_port_is_taken(own: SimulatorProcess) -> None:
    http = _run("--port", str(own.port), "--dns-port", str(free_port()))
    dns = _run("--port", str(free_port()), "--dns-port", str(own.dns_port))
    for done, port, option in ((http, own.port, "--port"), (dns, own.dns_port, "--dns-port")):
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        assert str(port) in done.stderr
        assert option in done.stderr


def test_it_refuses_a_data_file_that_it_cannot_read(tmp_path: Path) -> None:
    data = tmp_path / "data.json"
    data.write_text("{")
    done = _run("--data", str(data))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_it_writes_a_data_file_that_is_always_whole(own: SimulatorProcess, tmp_path: Path) -> None:
    for number in range(30):
        own.create_zone(f"z{number}.test")
        assert f"z{number}.test." in json.loads((tmp_path / "new" / "data.json").read_text())["zones"]
    assert not list((tmp_path / "new").glob("*.new"))


def test_it_explains_its_options() -> None:
    done = _run("--help")
    assert done.returncode == 0
    for option in (
        "--host",
        "--port",
        "--dns-port",
        "--data",
        "--limit",
        "--period",
        "--resolver",
        "--account",
        "--deliver-anywhere",
        "--mail-retries",
        "--max-mail-bytes",
    ):
        assert option in done.stdout
