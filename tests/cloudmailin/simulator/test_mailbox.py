from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from cloudmailin.simulator.mailbox import Mailbox
from cloudmailin.simulator.sent import Sent
from tests.sending import Sender
from tests.simulator_process import SimulatorProcess

from .conftest import Account

_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP0rdr1HwAFHwKCk87e6gAAAABJRU5ErkJggg=="
_GOOD = {"from": "post@harbor.test", "to": "ann@example.net", "subject": "Hello", "plain": "Text"}
_SENT = Sent(
    id="1",
    outbound_account="u1",
    account="a1",
    sender="post@harbor.test",
    domain="harbor.test",
    to=("ann@example.net",),
    cc=(),
    recipients=("ann@example.net",),
    subject="Hello",
    tags=(),
    priority="standard",
    test_mode=False,
    at=1.0,
    size=4,
)


@pytest.fixture
def sender(simulator: SimulatorProcess, account: Account) -> Sender:
    return Sender(simulator, account.id)


@pytest.fixture
def browser(simulator: SimulatorProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=simulator.url, trust_env=False, headers={"Origin": simulator.url}) as client:
        yield client


def test_it_shows_a_message(sender: Sender, browser: httpx.Client) -> None:
    id_ = sender.sent(
        {
            **_GOOD,
            "subject": "<b>Your</b> parcel",
            "plain": "Come & fetch it",
            "html": "<p>Come</p>",
            "tags": ["news"],
            "headers": {"X-Order": "<42>"},
            "attachments": [{"file_name": "a.png", "content": _PIXEL, "content_type": "image/png"}],
        }
    )
    page = browser.get(f"/mail/{id_}").text
    for expected in (
        "&lt;b&gt;Your&lt;/b&gt; parcel",
        "Come &amp; fetch it",
        "post@harbor.test",
        "ann@example.net",
        "&lt;42&gt;",
        "news",
        "a.png",
        "delivery",
        f'src="/mail/{id_}/html" sandbox ',
    ):
        assert expected in page
    assert browser.get("/mail/nothing").status_code == 404


def test_it_shows_html_where_nothing_can_run_or_be_loaded(sender: Sender, browser: httpx.Client) -> None:
    attachment = {"file_name": "a.png", "content": _PIXEL, "content_type": "image/png", "content_id": "logo"}
    html = '<script>alert(1)</script><img src="cid:logo"><img src="cid:other">'
    id_ = sender.sent({**_GOOD, "html": html, "attachments": [attachment]})
    shown = browser.get(f"/mail/{id_}/html")
    policy = dict(
        each.split(" ", 1) for each in shown.headers["content-security-policy"].split("; ") if " " in each
    )
    assert shown.headers["content-security-policy"].startswith("sandbox; ")
    assert policy["default-src"] == policy["form-action"] == "'none'"
    assert policy["img-src"] == "data:"
    assert "script-src" not in policy
    assert f'<img src="data:image/png;base64,{_PIXEL}"><img src="cid:other">' in shown.text


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("Rechnung März.pdf", "Rechnung M%C3%A4rz.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\run.exe", "run.exe"),
        ("...", "attachment-1"),
        ("a\u202egnp.exe", "a_gnp.exe"),
        ('a";x=".html', "a_;x=_.html"),
    ],
)
def test_it_hands_out_attachments_as_files_with_safe_names(
    sender: Sender, browser: httpx.Client, given: str, safe: str
) -> None:
    attachment = {"file_name": given, "content": "PHNjcmlwdD4=", "content_type": "text/html"}
    id_ = sender.sent({**_GOOD, "attachments": [attachment]})
    answer = browser.get(f"/mail/{id_}/attachments/1")
    assert answer.content == b"<script>"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment; ")
    name = disposition.partition("filename*=UTF-8''")[2]
    assert name.replace("%20", " ").replace("%3B", ";").replace("%3D", "=") == safe
    assert browser.get(f"/mail/{id_}/attachments/2").status_code == 404


def test_it_lists_what_was_delivered_and_on_request_everything(sender: Sender, browser: httpx.Client) -> None:
    where = f"{secrets.token_hex(4)}.test"
    for local in ("ann", "bounce", "bob"):
        sender.sent({**_GOOD, "to": f"{local}@{where}", "subject": f"For {local}"})
    sender.sent({**_GOOD, "to": f"cy@{where}", "subject": "For cy", "test_mode": True})

    def listed(**params: str) -> list[str]:
        page = browser.get("/mail/", params={"to": f"@{where.upper()}", **params}).text
        return re.findall(r">(For \w+)</a>", page)

    assert listed() == ["For bob", "For ann"]
    assert listed(to=f"ann@{where}") == ["For ann"]
    assert listed(all="1") == ["For cy", "For bob", "For bounce", "For ann"]
    assert "No message for a recipient like" in browser.get("/mail/", params={"to": "<nobody>"}).text
    program = [each["subject"] for each in sender.simulator.sim("mailbox", recipient=f"ann@{where}")]
    assert program == ["For ann"]


def test_it_deletes_all_after_asking(tmp_path: Path) -> None:
    own = SimulatorProcess(tmp_path / "data.json", "--account", "a1:k1")
    try:
        own.start()
        sender = Sender(own, "a1")
        with httpx.Client(base_url=own.url, trust_env=False) as browser:
            empty = browser.get("/mail/").text
            assert f"{own.api_url(sender.username)}/messages" in empty
            assert "Delete all" not in empty
            id_ = sender.sent(_GOOD)
            assert "Delete all messages?" in browser.get("/mail/delete").text
            assert browser.get(f"/mail/{id_}").status_code == 200
            assert browser.post("/mail/delete").headers["location"] == "/mail/?note=deleted"
            assert browser.get(f"/mail/{id_}").status_code == 404
            assert not list((tmp_path / "data.json.mail").iterdir())
        sender.sent(_GOOD)
        assert own.sim("mailbox", "DELETE") == {"deleted": 1}
        assert own.sim("mailbox") == []
    finally:
        own.close()


def test_it_lets_no_other_website_delete_messages(sender: Sender, browser: httpx.Client) -> None:
    id_ = sender.sent(_GOOD)
    refused = browser.post("/mail/delete", headers={"Origin": "https://evil.example"})
    assert refused.status_code == 403
    assert sender.arrived(id_)


@pytest.mark.parametrize("on_disk", [False, True])
def test_it_drops_the_oldest_when_it_is_full(tmp_path: Path, on_disk: bool) -> None:
    folder = tmp_path / "mail" if on_disk else None
    box = Mailbox(folder, messages=3, size=10)
    for number in range(5):
        box.add(replace(_SENT, id=str(number), at=number, size=1), b"x")
    assert [each.id for each in box.newest_first()] == ["4", "3", "2"]
    box.add(replace(_SENT, id="5", at=5, size=9), b"123456789")
    assert [each.id for each in box.newest_first()] == ["5", "4"]
    assert box.content("5") == b"123456789"
    assert box.get("3") is None


def test_it_forgets_half_a_message_and_keeps_whole_ones(tmp_path: Path) -> None:
    Mailbox(tmp_path).add(_SENT, b"text")
    (tmp_path / "2.eml").write_bytes(b"no json")
    (tmp_path / "3.json").write_text("{")
    (tmp_path / "4.new").write_text("{")
    again = Mailbox(tmp_path)
    assert again.newest_first() == [_SENT]
    assert again.content("1") == b"text"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["1.eml", "1.json"]
