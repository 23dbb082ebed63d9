from __future__ import annotations

import base64
import email
import email.policy
import re
import uuid
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sending import Sender
from tests.simulator_process import SimulatorProcess

from .conftest import Account

_GOOD = {
    "from": "Harbor Post <post@harbor.test>",
    "to": ["Ann <ann@example.net>"],
    "subject": "Your parcel",
    "plain": "It is here.",
}
_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP0rdr1HwAFHwKCk87e6gAAAABJRU5ErkJggg=="
_RAW = "From: Harbor Post <post@harbor.test>\nTo: ann@example.net\nSubject: Old\n\n<p>Grüße</p>\n"


@pytest.fixture
def sender(simulator: SimulatorProcess, account: Account) -> Sender:
    return Sender(simulator, account.id)


def _message(sender: Sender, id_: str) -> EmailMessage:
    """As it went over the wire, read by Python's own parser."""
    source = httpx.get(f"{sender.simulator.url}/mail/{id_}/source", trust_env=False).content
    assert b"\n" not in source.replace(b"\r\n", b"")
    message = email.message_from_bytes(source, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not [part.defects for part in message.walk() if part.defects]
    return message


def test_it_accepts_a_message_and_delivers_it(sender: Sender) -> None:
    answer = sender.send({**_GOOD, "tags": "parcel, news", "unknown": 1})
    body = answer.json()
    assert answer.status_code == 202
    assert str(uuid.UUID(body.pop("id"))) == answer.json()["id"]
    assert body == {
        "from": "Harbor Post <post@harbor.test>",
        "to": ["Ann <ann@example.net>"],
        "cc": [],
        "subject": "Your parcel",
        "test_mode": False,
        "tags": ["parcel", "news"],
    }
    arrived = sender.arrived(answer.json()["id"])
    assert arrived
    assert arrived["plain"] == "It is here.\n"
    assert arrived["delivered_to"] == ["ann@example.net"]


def test_it_composes_a_message_of_many_parts(sender: Sender) -> None:
    references = " ".join(f"<{'x' * 90}-{number}@harbor.test>" for number in range(4))
    subject = "Grüße 😃 " * 20
    message = _message(
        sender,
        sender.sent(
            {
                **_GOOD,
                "from": '"Post, Härbor" <post@harbor.test>',
                "to": 'Ann <ann@example.net>, "Doe, Bob" <bob@example.net>',
                "cc": ["cy@example.org"],
                "subject": subject,
                "html": '<p>It is here: <img src="cid:logo"></p>',
                "headers": {"X-Order": "42", "References": references, "Subject": "Not this one"},
                "attachments": [
                    {
                        "file_name": "logo.png",
                        "content": _PIXEL,
                        "content_type": "image/png",
                        "content_id": "logo",
                    },
                    {
                        "file_name": "Größe.txt",
                        "content": "aGFsbG8=",
                        "content_type": "text/plain; charset=utf-8",
                    },
                    {
                        "file_name": "a.eml",
                        "content": "aGFsbG8=",
                        "content_type": "message/rfc822",
                        "content_id": None,
                    },
                ],
            }
        ),
    )
    assert message["From"].addresses[0].display_name == "Post, Härbor"
    assert [each.addr_spec for each in message["To"].addresses] == ["ann@example.net", "bob@example.net"]
    assert message["Cc"] == "cy@example.org"
    assert message.get_all("Subject") == [subject]
    assert (message["X-Order"], message["References"]) == ("42", references)
    assert message["Date"].datetime
    assert message["Message-ID"].endswith("@harbor.test>")
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "text/plain",
        "application/octet-stream",
    ]
    image, text, _ = (part for part in message.walk() if part.get_filename())
    assert (image["Content-ID"], image.get_content_disposition()) == ("<logo>", "inline")
    assert image.get_payload(decode=True) == base64.b64decode(_PIXEL)
    assert (text.get_filename(), text.get_payload(decode=True)) == ("Größe.txt", b"hallo")


def test_it_sends_html_or_markdown_alone(sender: Sender) -> None:
    html = _message(sender, sender.sent({**_GOOD, "plain": None, "html": "<p>x</p>"}))
    assert html.get_content_type() == "text/html"
    markdown = _message(sender, sender.sent({**_GOOD, "plain": "", "markdown": "# Grüße"}))
    assert (markdown.get_content_type(), markdown.get_content()) == ("text/plain", "# Grüße\r\n")


def test_it_passes_a_raw_message_on_with_the_subject_of_the_request(sender: Sender) -> None:
    asked = {"from": "post@harbor.test", "to": "ann@example.net", "raw": _RAW}
    kept = sender.send(asked).json()
    assert kept["subject"] == "Old"
    message = _message(sender, sender.sent({**asked, "subject": "Größe"}))
    assert message.get_all("Subject") == ["Größe"]
    assert message["From"].addresses[0].display_name == "Harbor Post"
    assert message["Message-ID"]
    assert "Grüße".encode() in message.get_payload(decode=True)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"from": None}, "From can't be blank"),
        ({"from": "post@harbor.test, x@harbor.test"}, "From is not a valid email address"),
        ({"from": "post"}, "From is not a valid email address"),
        ({"to": []}, "To can't be blank"),
        ({"to": "ann@example.net bob@example.net"}, "To contains an invalid email address"),
        ({"to": ["ann@example.net", 7]}, "To contains an invalid email address"),
        ({"to": "friends: ann@example.net;"}, "To contains an invalid email address"),
        ({"cc": "ann@localhost"}, "Cc contains an invalid email address"),
        ({"bcc": "ann@example.net"}, "Bcc is not supported"),
        (
            {"to": [f"a{n}@example.net" for n in range(20)], "cc": "b@example.net"},
            "A message can't have more than 20 recipients",
        ),
        ({"plain": ""}, "One of plain, html, markdown or raw must be given"),
        ({"plain": 1}, "Plain is not a text"),
        ({"html": "\ud83d"}, "Html is not a text"),
        ({"raw": _RAW}, "Raw can't be combined with plain"),
        ({"priority": "urgent"}, "Priority is not included in the list"),
        ({"test_mode": "yes"}, "Test mode is not true or false"),
        ({"tags": [1]}, "Tags is not a list of texts"),
        ({"headers": ["a"]}, "Headers is not an object"),
        ({"headers": {"X": 1}}, "Header X is not a text"),
        ({"headers": {"X Y": "1"}}, "Headers contains an invalid name"),
        ({"headers": {"x": "1", "X": "2"}}, "Headers contains X twice"),
        ({"headers": {"Content-Type": "text/html"}}, "Headers can't contain Content-Type"),
        ({"headers": {"Bcc": "x@example.net"}}, "Headers can't contain Bcc"),
        ({"headers": {"From": "x@harbor.test"}}, "Header From doesn't match the field"),
        ({"attachments": [7]}, "Attachment 1 is not an object"),
        (
            {"attachments": [{}]},
            "Attachment 1 file_name can't be blank, Attachment 1 content can't be blank, "
            "Attachment 1 content_type can't be blank",
        ),
        (
            {"attachments": [{"file_name": "a", "content": "aGFs\nbG8=", "content_type": "multipart/mixed"}]},
            "Attachment 1 content is not valid base64, Attachment 1 content_type is not a valid type",
        ),
        ({"from": "x", "to": None}, "From is not a valid email address, To can't be blank"),
    ],
)
def test_it_says_what_is_wrong_with_a_message(sender: Sender, wrong: dict[str, Any], sentence: str) -> None:
    answer = sender.send({**_GOOD, **wrong})
    assert (answer.status_code, answer.json()) == (422, {"status": 422, "error": sentence})


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\x00", "\u2028"])
@pytest.mark.parametrize(
    "place", ["from", "to", "cc", "subject", "tags", "header", "file_name", "content_type", "content_id"]
)
def test_it_lets_no_value_begin_a_header_of_its_own(sender: Sender, place: str, ending: str) -> None:
    evil = f"a{ending}Bcc: eve@example.net"
    attachment = {"file_name": "a.png", "content": _PIXEL, "content_type": "image/png"}
    wrong: dict[str, dict[str, Any]] = {
        "from": {"from": f"{evil} <post@harbor.test>"},
        "to": {"to": f"{evil} <ann@example.net>"},
        "cc": {"cc": [f"{evil} <ann@example.net>"]},
        "header": {"headers": {"X-Order": evil}},
        "file_name": {"attachments": [{**attachment, "file_name": evil}]},
        "content_type": {"attachments": [{**attachment, "content_type": f"image/png; name={evil}"}]},
        "content_id": {"attachments": [{**attachment, "content_id": evil}]},
    }
    assert sender.send({**_GOOD, **wrong.get(place, {place: evil})}).status_code == 422


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("Just a text", "Raw is not a valid message: its headers can't be read"),
        (_RAW.replace("To: ann", "X: ann"), "Raw must have one To header"),
        (f"From: post@harbor.test\n{_RAW}", "Raw must have one From header"),
        (f"Bcc: eve@example.net\n{_RAW}", "Raw can't have a Bcc header"),
        (_RAW.replace("ann@", "bob@"), "Raw's To header doesn't match the field"),
        (f"Cc: eve@example.net\n{_RAW}", "Raw's Cc header doesn't match the field"),
    ],
)
def test_it_says_what_is_wrong_with_a_raw_message(sender: Sender, raw: str, sentence: str) -> None:
    answer = sender.send({"from": "post@harbor.test", "to": "ann@example.net", "raw": raw})
    assert (answer.status_code, answer.json()["error"]) == (422, sentence)


def test_it_takes_messages_of_up_to_10_mb(sender: Sender) -> None:
    def with_attachment(size: int) -> dict[str, Any]:
        content = base64.b64encode(bytes(size)).decode()
        return {
            **_GOOD,
            "attachments": [
                {"file_name": "a.bin", "content": content, "content_type": "application/octet-stream"}
            ],
        }

    assert sender.send(with_attachment(7_000_000)).status_code == 202
    refused = sender.send(with_attachment(7_500_000))
    assert (refused.status_code, refused.json()["error"]) == (422, "The message is larger than 10 MB")
    assert sender.send({**_GOOD, "plain": "a" * 61_000_000}).status_code == 422


@pytest.mark.parametrize("content", [b"{", b"[" * 100_000, b"[]", b"\xff"])
def test_it_refuses_what_is_not_a_json_object(sender: Sender, content: bytes) -> None:
    url = f"{sender.simulator.api_url(sender.username)}/messages"
    headers = {"Authorization": f"Bearer {sender.token}"}
    assert httpx.post(url, content=content, headers=headers, trust_env=False).status_code == 422


def test_it_wants_the_credentials_of_an_outbound_account(
    simulator: SimulatorProcess, account: Account, sender: Sender
) -> None:
    other = Sender(simulator, account.id)
    stranger = httpx.post(
        f"{simulator.api_url(account.id)}/messages",
        headers={"Authorization": f"Bearer {account.key}"},
        json=_GOOD,
        trust_env=False,
    )
    for answer in (sender.send(_GOOD, token="wrong"), sender.send(_GOOD, token=other.token), stranger):
        assert (answer.status_code, answer.json()) == (401, {"status": 401, "error": "Unauthorized"})


def test_its_calls_do_not_count_against_the_limit_of_the_management_api(simulator: SimulatorProcess) -> None:
    account = Account(simulator)
    sender = Sender(simulator, account.id)
    assert [sender.send(_GOOD).status_code for _ in range(8)] == [202] * 8
    assert account.call("GET", "/addresses").status_code == 200
    journal = simulator.sim("journal", account=sender.username)
    assert [(call["status"], call["counted"]) for call in journal] == [(202, False)] * 8
    account.http.close()


def test_it_only_validates_in_test_mode(
    simulator: SimulatorProcess, account: Account, sender: Sender
) -> None:
    answer = sender.send({**_GOOD, "test_mode": True})
    assert (answer.status_code, answer.json()["test_mode"]) == (202, True)
    always = Sender(simulator, account.id, test_mode=True)
    forced = always.send({**_GOOD, "test_mode": False})
    assert forced.json()["test_mode"] is True
    for each in (answer, forced):
        assert sender.arrived(each.json()["id"]) is None
        events = simulator.sim("events", message_id=each.json()["id"])
        assert [event["kind"] for event in events] == ["registration"]
    assert sender.send({**_GOOD, "to": "x", "test_mode": True}).status_code == 422


def test_it_sends_from_verified_domains_only(
    simulator: SimulatorProcess, account: Account, zone: str, sender: Sender
) -> None:
    message = {**_GOOD, "from": f"shop@{zone}"}
    sender.change(verified_senders_only=True)
    domain = account.call("POST", "/sending_domains", {"domain": zone}).json()
    refused = sender.send(message)
    assert refused.status_code == 422
    assert refused.json()["error"] == f"From domain {zone} is not a verified sending domain of this account"

    simulator.publish(zone, domain["mta_domain"], "CNAME", domain["required_cname"])
    simulator.publish(zone, domain["dkim_domain"], "TXT", domain["dkim_public_record"])
    assert account.call("POST", f"/sending_domains/{domain['id']}/verify").status_code == 200
    assert sender.send(message).status_code == 202
    assert sender.send({**message, "from": f"shop@sub.{zone}"}).status_code == 422
    stranger = Sender(simulator, Account(simulator).id, verified_senders_only=True)
    assert stranger.send(message).status_code == 422


def test_it_lists_the_outbound_messages_of_an_account(
    simulator: SimulatorProcess, account: Account, sender: Sender
) -> None:
    first = sender.sent({**_GOOD, "to": "bounce@example.net", "tags": ["a"]})
    second = Sender(simulator, account.id).sent({**_GOOD, "subject": "Welcome"})
    shown = account.call("GET", f"/outbound_messages/{first}").json()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", shown.pop("created_at"))
    assert shown == {
        "id": first,
        "outbound_account_id": sender.username,
        "from": "Harbor Post <post@harbor.test>",
        "to": ["bounce@example.net"],
        "cc": [],
        "subject": "Your parcel",
        "status": "bounce",
        "tags": ["a"],
        "priority": "standard",
        "test_mode": False,
    }

    def listed(**params: str) -> list[str]:
        return [each["id"] for each in account.call("GET", "/outbound_messages", **params).json()]

    assert listed() == listed(query="*") == [second, first]
    assert listed(outbound_account_id=sender.username) == [first]
    assert listed(query="BOUNCE") == [first]
    assert listed(query="welcome") == listed(query="delivery") == [second]
    assert listed(query="nothing") == []


def test_it_hides_the_outbound_messages_of_other_accounts(
    simulator: SimulatorProcess, account: Account, sender: Sender
) -> None:
    id_ = sender.sent(_GOOD)
    other = Account(simulator, limit=100)
    assert other.call("GET", f"/outbound_messages/{id_}").status_code == 404
    assert other.call("GET", "/outbound_messages", outbound_account_id=sender.username).status_code == 404
    assert other.call("GET", "/outbound_messages").json() == []


def test_it_shows_outbound_accounts_without_their_tokens(
    simulator: SimulatorProcess, account: Account
) -> None:
    sender = Sender(simulator, account.id)
    listed = simulator.sim("outbound_accounts", account=account.id)
    assert listed == [
        {
            "id": sender.username,
            "username": sender.username,
            "account": account.id,
            "test_mode": False,
            "webhook": None,
            "verified_senders_only": False,
        }
    ]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 422),
        ({"username": "u1", "token": "t", "account": "nobody"}, 422),
        ({"username": "a/b", "token": "t"}, 422),
        ({"username": "u1", "token": "t", "test_mode": 1}, 422),
        ({"username": "u1", "token": "t", "webhook": "ftp://127.0.0.1/"}, 422),
        ({"username": "u1", "token": "t", "webhook": "http://127.0.0.1:0/"}, 422),
    ],
)
def test_it_says_what_is_wrong_with_an_outbound_account(
    simulator: SimulatorProcess, account: Account, fields: dict[str, Any], status: int
) -> None:
    with pytest.raises(httpx.HTTPStatusError) as refused:
        simulator.sim("outbound_accounts", "POST", {"account": account.id, **fields})
    assert refused.value.response.status_code == status


def test_it_takes_outbound_accounts_from_the_command_line_and_keeps_them(tmp_path: Path) -> None:
    own = SimulatorProcess(tmp_path / "data.json", "--account", "a1:k1", "--smtp", "u1:t1", "--any-sender")
    try:
        own.start()
        sent = httpx.post(
            f"{own.api_url('u1')}/messages",
            headers={"Authorization": "Bearer t1"},
            json=_GOOD,
            trust_env=False,
        ).json()
        assert own.sim("outbound_accounts")[0]["account"] == "a1"
        own.sim("outbound_accounts/u1", "PATCH", {"token": "t2"})
        own.stop()
        own.start()
        refused = httpx.post(
            f"{own.api_url('u1')}/messages",
            headers={"Authorization": "Bearer t1"},
            json=_GOOD,
            trust_env=False,
        )
        assert refused.status_code == 401
        (kept,) = own.sim("mailbox")
        assert (kept["id"], kept["plain"]) == (sent["id"], "It is here.\n")
    finally:
        own.close()
