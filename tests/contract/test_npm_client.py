"""CloudMailin's own client for Node.js sends to the simulator, unchanged, by its documented `baseURL`."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contract.npm_client import NpmClient, installed
from tests.sending import Sender
from tests.simulator_process import SimulatorProcess

_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP0rdr1HwAFHwKCk87e6gAAAABJRU5ErkJggg=="
_MESSAGE: dict[str, Any] = {
    "from": "Harbor Post <post@harbor.test>",
    "to": ["Ann <ann@example.net>", "bob@example.net"],
    "cc": "Cy <cy@example.org>",
    "subject": "Grüße from the harbour 😃",
    "plain": "Your parcel is here.\nCome & fetch it, Ünal.",
    "html": "<h1>Your parcel is here.</h1>",
    "tags": ["parcel", "news"],
    "priority": "priority",
    "headers": {"X-Order": "42"},
    "attachments": [{"file_name": "pixel.png", "content": _PIXEL, "content_type": "image/png"}],
}


@pytest.fixture(scope="module")
def npm_client() -> NpmClient:
    return installed()


@pytest.fixture(scope="module")
def own_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    process = SimulatorProcess(tmp_path_factory.mktemp("simulator") / "data.json", "--account", "a1:k1")
    try:
        yield process.start()
    finally:
        process.close()


@pytest.fixture
def sender(own_simulator: SimulatorProcess) -> Sender:
    return Sender(own_simulator, "a1")


@pytest.fixture
def options(sender: Sender) -> dict[str, str]:
    return {"username": sender.username, "apiKey": sender.token, "baseURL": sender.simulator.base_url}


def _promised(package: Path) -> set[str]:
    """The fields that the package's types have in an answer."""
    types = (package / "dist" / "models" / "cloudmailin-api.d.ts").read_text(encoding="utf-8")
    common = re.search(r"MessageCommon: \{\n(.*?)\n        \};", types, re.DOTALL)
    assert common
    return set(re.findall(r"^ {12}(\w+)\??:", common[1], re.MULTILINE))


def test_what_it_sends_arrives(npm_client: NpmClient, sender: Sender, options: dict[str, str]) -> None:
    (result,) = npm_client.send(options, ("sendMessage", _MESSAGE))
    answer = result["answer"]
    arrived = sender.arrived(answer["id"])
    assert arrived
    assert {name: arrived[name] for name in ("from", "to", "subject", "tags", "priority")} == {
        name: _MESSAGE[name] for name in ("from", "to", "subject", "tags", "priority")
    }
    assert arrived["cc"] == ["Cy <cy@example.org>"]
    assert arrived["delivered_to"] == ["ann@example.net", "bob@example.net", "cy@example.org"]
    # A text ends with a line end in a mail, whether or not it was written with one.
    assert arrived["plain"] == _MESSAGE["plain"] + "\n"
    assert arrived["html"] == _MESSAGE["html"] + "\n"
    assert ["X-Order", "42"] in arrived["headers"]
    (attachment,) = arrived["attachments"]
    assert {name: attachment[name] for name in ("file_name", "content", "content_type")} == _MESSAGE[
        "attachments"
    ][0]


def test_the_answer_keeps_the_promise_of_its_types(npm_client: NpmClient, options: dict[str, str]) -> None:
    (result,) = npm_client.send(options, ("sendMessage", _MESSAGE))
    answer = result["answer"]
    assert set(answer) == _promised(npm_client.package)
    assert str(uuid.UUID(answer["id"])) == answer["id"]
    assert isinstance(answer["from"], str)
    assert isinstance(answer["subject"], str)
    assert answer["test_mode"] is False
    for name in ("to", "cc", "tags"):
        assert all(isinstance(each, str) for each in answer[name])


def test_it_validates_in_test_mode(npm_client: NpmClient, sender: Sender, options: dict[str, str]) -> None:
    (result,) = npm_client.send(options, ("sendMessage", {**_MESSAGE, "test_mode": True}))
    assert result["answer"]["test_mode"] is True
    assert sender.arrived(result["answer"]["id"]) is None


def test_it_sends_a_raw_message(npm_client: NpmClient, sender: Sender, options: dict[str, str]) -> None:
    raw = "From: post@harbor.test\nTo: ann@example.net\nSubject: Raw\nContent-Type: text/html\n\n<p>Raw</p>\n"
    message = {"from": "post@harbor.test", "to": "ann@example.net", "raw": raw}
    (result,) = npm_client.send(options, ("sendRawMessage", message))
    arrived = sender.arrived(result["answer"]["id"])
    assert arrived
    assert (arrived["subject"], arrived["html"]) == ("Raw", "<p>Raw</p>\n")


def test_it_raises_its_own_error(npm_client: NpmClient, options: dict[str, str]) -> None:
    wrong = {**options, "apiKey": "wrong"}
    (refused,) = npm_client.send(wrong, ("sendMessage", _MESSAGE))
    assert refused == {"error": {"isOwn": True, "status": 401, "details": "Unauthorized"}}
    (invalid,) = npm_client.send(options, ("sendMessage", {**_MESSAGE, "to": "nobody"}))
    assert invalid["error"] == {
        "isOwn": True,
        "status": 422,
        "details": "To contains an invalid email address",
    }
