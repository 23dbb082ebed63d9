from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.sending import Sender
from tests.simulator_process import SimulatorProcess, eventually, free_port

from .conftest import Account

_GOOD = {"from": "post@harbor.test", "to": "ann@example.net", "subject": "Hello", "plain": "Text"}
_WAY = ["registration", "dispatch", "delivery"]


class Webhook:
    """A real HTTP server. `answers` are the next statuses, then 200; `delay` in seconds."""

    def __init__(self) -> None:
        self.posts: list[dict[str, Any]] = []
        self.answers: list[int] = []
        self.delay = 0.0
        webhook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                time.sleep(webhook.delay)
                body = self.rfile.read(int(self.headers["Content-Length"]))
                webhook.posts.append(json.loads(body))
                self.send_response(webhook.answers.pop(0) if webhook.answers else 200)
                self.send_header("Location", f"{webhook.url}/elsewhere")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Silence."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/events"

    def events(self) -> list[dict[str, Any]]:
        return [event for post in self.posts for event in post["events"]]


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    webhook = Webhook()
    threading.Thread(target=webhook.server.serve_forever, daemon=True).start()
    yield webhook
    webhook.server.shutdown()
    webhook.server.server_close()


@pytest.fixture
def sender(simulator: SimulatorProcess, account: Account, webhook: Webhook) -> Sender:
    return Sender(simulator, account.id, webhook=webhook.url)


def _posted(sender: Sender, id_: str) -> list[str]:
    return [event["posted"] for event in sender.simulator.sim("events", message_id=id_)]


def test_it_tells_the_webhook_step_by_step(sender: Sender, webhook: Webhook) -> None:
    id_ = sender.sent({**_GOOD, "to": ["ann@example.net", "bounce@example.org"]})
    eventually(lambda: _posted(sender, id_) == ["Answered 200."] * 6)
    assert [sorted(post) for post in webhook.posts] == [["events"]] * 3
    assert all(sorted(event) == ["details", "kind", "message_id", "recipient"] for event in webhook.events())
    assert {event["message_id"] for event in webhook.events()} == {id_}
    assert [[(each["kind"], each["recipient"]) for each in post["events"]] for post in webhook.posts] == [
        [("registration", "ann@example.net"), ("registration", "bounce@example.org")],
        [("dispatch", "ann@example.net"), ("dispatch", "bounce@example.org")],
        [("delivery", "ann@example.net"), ("bounce", "bounce@example.org")],
    ]


@pytest.mark.parametrize(
    ("local", "kinds"),
    [
        ("ann", _WAY),
        ("bounce", ["registration", "dispatch", "bounce"]),
        ("Bounce+42", ["registration", "dispatch", "bounce"]),
        ("bouncer", _WAY),
        ("soft_bounce", ["registration", "dispatch", "soft_bounce"]),
        ("retries-exhausted", ["registration", "dispatch", "soft_bounce", "retries_exhausted"]),
        ("suppressed", ["registration", "suppressed"]),
        ("error", ["registration", "error"]),
        ("rate-limit", ["registration", "rate_limit", "dispatch", "delivery"]),
        ("click", [*_WAY, "open", "click"]),
        ("auto-reply", [*_WAY, "auto_reply"]),
    ],
)
def test_it_lets_the_recipient_decide_what_happens(
    simulator: SimulatorProcess, account: Account, local: str, kinds: list[str]
) -> None:
    sender = Sender(simulator, account.id)
    id_ = sender.sent({**_GOOD, "to": f"{local}@example.net"})
    events = simulator.sim("events", message_id=id_)
    assert [event["kind"] for event in events] == kinds
    assert (sender.arrived(id_) is not None) == ("delivery" in kinds)
    assert account.call("GET", f"/outbound_messages/{id_}").json()["status"] == kinds[-1]
    assert {event["posted"] for event in events} == {""}


def test_it_tries_again_when_the_webhook_fails(sender: Sender, webhook: Webhook) -> None:
    webhook.answers = [500]
    id_ = sender.sent(_GOOD)
    eventually(lambda: _posted(sender, id_)[0] == "Answered 500. It is tried again.")
    eventually(lambda: _posted(sender, id_) == ["Answered 200."] * 3)
    assert [event["kind"] for event in webhook.events()] == ["registration", *_WAY]


def test_it_answers_before_a_slow_webhook_does(sender: Sender, webhook: Webhook) -> None:
    webhook.delay = 2.0
    before = time.monotonic()
    sender.sent(_GOOD)
    assert time.monotonic() - before < 1.0


def test_it_delivers_though_the_webhook_is_dead(sender: Sender) -> None:
    sender.change(webhook=f"http://127.0.0.1:{free_port()}/")
    id_ = sender.sent(_GOOD)
    assert sender.arrived(id_)
    eventually(lambda: "can't be reached" in _posted(sender, id_)[0])


@pytest.mark.parametrize(
    "url", ["http://192.0.2.1/", "http://[2001:db8::1]/", "http://0.0.0.0:9/", "http://10.0.0.1/"]
)
def test_it_never_talks_to_another_machine(sender: Sender, url: str) -> None:
    sender.change(webhook=url)
    id_ = sender.sent(_GOOD)
    eventually(lambda: "leads off this machine" in _posted(sender, id_)[0])


def test_it_finds_names_below_localhost(sender: Sender, webhook: Webhook) -> None:
    sender.change(webhook=webhook.url.replace("127.0.0.1", "app.localhost"))
    id_ = sender.sent(_GOOD)
    eventually(lambda: _posted(sender, id_) == ["Answered 200."] * 3)


def test_it_follows_no_redirect(sender: Sender, webhook: Webhook) -> None:
    webhook.answers = [307]
    id_ = sender.sent(_GOOD)
    eventually(lambda: _posted(sender, id_)[0] == "Answered 307. It is tried again.")
    assert len(webhook.posts) == 1


def test_it_produces_any_event_by_hand(
    simulator: SimulatorProcess, account: Account, sender: Sender, webhook: Webhook
) -> None:
    id_ = sender.sent(_GOOD)
    eventually(lambda: len(webhook.posts) == 3)
    page = f"{simulator.url}/mail/{id_}"
    for kind in ("open", "bounce_reply"):
        form = {"kind": kind, "recipient": "ann@example.net"}
        answer = httpx.post(f"{page}/events", data=form, trust_env=False)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/mail/{id_}?note=happened#events")
    eventually(lambda: [each["kind"] for each in webhook.events()[3:]] == ["open", "bounce_reply"])
    assert account.call("GET", f"/outbound_messages/{id_}").json()["status"] == "bounce_reply"
    assert "bounce_reply" in httpx.get(page, trust_env=False).text
    simulator.sim("events", "POST", {"message_id": id_, "kind": "click", "recipient": "ann@example.net"})
    eventually(lambda: webhook.events()[-1]["kind"] == "click")


@pytest.mark.parametrize("form", [{"kind": "party", "recipient": "ann@example.net"}, {"kind": "open"}, {}])
def test_it_produces_no_event_that_makes_no_sense(sender: Sender, form: dict[str, str]) -> None:
    id_ = sender.sent(_GOOD)
    answer = httpx.post(f"{sender.simulator.url}/mail/{id_}/events", data=form, trust_env=False)
    assert answer.status_code == 422
    assert "Choose one of" in answer.text


def test_it_says_after_a_restart_who_was_not_told(sender: Sender, tmp_path: Any, webhook: Webhook) -> None:
    webhook.delay = 3.0
    own = SimulatorProcess(tmp_path / "data.json", "--account", "a1:k1")
    try:
        own.start()
        id_ = Sender(own, "a1", webhook=webhook.url).sent(_GOOD)
        own.stop()
        own.start()
        assert {event["posted"] for event in own.sim("events", message_id=id_)} == {
            "Not posted: the simulator was stopped first."
        }
    finally:
        own.close()
