"""GET /incoming_statuses: what became of the mails of an address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cloudmailin.simulator.incoming import KEPT, Category, IncomingLog, IncomingStatus
from tests.simulator_process import SimulatorProcess

from .conftest import Account
from .target import Target

_FIELDS = {"message_id", "to", "from", "status", "subject", "tls", "created_at"}


@pytest.fixture
def own(tmp_path: Path) -> Iterator[SimulatorProcess]:
    process = SimulatorProcess(tmp_path / "data.json", "--mail-retries", "none")
    try:
        yield process.start()
    finally:
        process.close()


@pytest.fixture
def target() -> Iterator[Target]:
    target = Target()
    yield target
    target.close()


@pytest.fixture
def caller(own: SimulatorProcess) -> Iterator[Account]:
    caller = Account(own, limit=10_000)
    yield caller
    caller.http.close()


def _address(caller: Account, target: Target) -> str:
    body = {"target": target.url, "target_format": "json+n"}
    found: str = caller.call("POST", "/addresses", body).json()["id"]
    return found


def _send(own: SimulatorProcess, address: str, subject: str, sender: str = "maria@example.net") -> None:
    mail = {"from": sender, "to": f"{address}@cloudmailin.net", "subject": subject}
    own.sim("mail-in", "POST", mail)


def _rows(caller: Account, address: str, **asked: str) -> list[dict[str, Any]]:
    answer = caller.call("GET", "/incoming_statuses", address_id=address, **asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


def test_it_lists_the_attempts_of_an_address_newest_first(
    own: SimulatorProcess, caller: Account, target: Target
) -> None:
    address, other = _address(caller, target), _address(caller, target)
    assert _rows(caller, address) == []
    target.answer(200, 404, 200)
    for subject, to in (("First", address), ("Second", address), ("Elsewhere", other)):
        _send(own, to, subject)
    second, first = _rows(caller, address)
    assert set(first) == _FIELDS
    assert (first["status"], first["subject"], first["tls"]) == ("200", "First", "TLSv1.3")
    assert (second["status"], second["from"]) == ("404", "maria@example.net")
    assert second["to"] == f"{address}@cloudmailin.net"
    moment = datetime.fromisoformat(first["created_at"].replace("Z", "+00:00"))
    assert abs((datetime.now(UTC) - moment).total_seconds()) < 60


def test_it_searches(own: SimulatorProcess, caller: Account, target: Target) -> None:
    address = _address(caller, target)
    target.answer(200, 404, 503)
    _send(own, address, "Re: your order")
    _send(own, address, "Delete my account", sender="alex@example.com")
    _send(own, address, "Ein Käse")

    def found(query: str) -> list[str]:
        return [row["status"] for row in _rows(caller, address, query=query)]

    assert found("*") == ["503", "404", "200"]
    assert found("status_category:delayed AND created_at:[now-1d/d TO now]") == ["503"]
    assert found("status_category:failed") == found("status_category:rejected") == ["404"]
    assert found("status:2* OR subject:KÄSE") == ["503", "200"]
    assert found('subject:"your order"') == ["200"]
    assert found("from:*@example.com") == ["404"]
    assert found("NOT created_at:>now-1h") == []
    assert found("colour:red") == []


def test_it_says_that_a_query_cannot_be_read(caller: Account, target: Target) -> None:
    answer = caller.call("GET", "/incoming_statuses", address_id=_address(caller, target), query="(a AND")
    assert (answer.status_code, answer.json()["status"]) == (422, 422)
    assert answer.json()["error"].startswith("Query can't be parsed")


def test_it_gives_25_rows_a_page(own: SimulatorProcess, caller: Account, target: Target) -> None:
    address = _address(caller, target)
    for number in range(27):
        _send(own, address, f"number {number}")
    pages = {
        page: [row["subject"] for row in _rows(caller, address, page=page)]
        for page in ("", "1", "2", "3", "-1", "x")
    }
    assert pages["1"] == [f"number {number}" for number in range(26, 1, -1)]
    assert pages["2"] == ["number 1", "number 0"]
    assert pages["3"] == []
    assert pages[""] == pages["-1"] == pages["x"] == pages["1"]


def test_it_hides_the_addresses_of_other_accounts(
    own: SimulatorProcess, caller: Account, target: Target
) -> None:
    foreign = _address(Account(own, limit=100), target)
    for asked in ({"address_id": foreign}, {"address_id": "0" * 20}, {}):
        assert caller.call("GET", "/incoming_statuses", **asked).status_code == 404


def test_it_keeps_the_attempts_over_a_restart(own: SimulatorProcess, caller: Account, target: Target) -> None:
    address = _address(caller, target)
    _send(own, address, "Kept")
    before = _rows(caller, address)
    own.kill()
    own.start()
    assert _rows(caller, address) == before
    assert own.sim("incoming")[0]["sent"] is None


def test_it_starts_with_a_data_file_from_before_there_were_statuses(
    own: SimulatorProcess, caller: Account, target: Target, tmp_path: Path
) -> None:
    address = _address(caller, target)
    own.stop()
    data = tmp_path / "data.json"
    kept = json.loads(data.read_text())
    del kept["incoming_statuses"]
    data.write_text(json.dumps(kept))
    own.start()
    assert _rows(caller, address) == []


def test_it_forgets_the_oldest() -> None:
    log = IncomingLog()
    for number in range(KEPT + 5):
        log.add(_status(number))
    assert len(list(log)) == KEPT
    assert log.newest()[0].created_at == KEPT + 4
    assert next(iter(log)).created_at == 5


def _status(number: int) -> IncomingStatus:
    return IncomingStatus(
        id=str(number),
        account="a",
        address_id="b",
        mail=str(number),
        message_id=None,
        sender="a@example.net",
        recipient="b@example.com",
        subject=None,
        tls=None,
        status="200",
        status_category=Category.SUCCESSFUL,
        created_at=number,
        target="http://127.0.0.1/",
        target_format="json+n",
    )
