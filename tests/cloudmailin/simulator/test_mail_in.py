"""Mail sent in, all the way to a customer's application and back."""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.simulator.letter import Attachment, Letter, composed
from cloudmailin.simulator.normalized import JSON, MULTIPART, Envelope, encoded
from cloudmailin.simulator.outgoing import is_here
from cloudmailin.simulator.reading import read_mail
from tests.simulator_process import SimulatorProcess, eventually, free_port

from .conftest import Account
from .target import Target, Told

_MAX_BYTES = 20_000
_PHOTO = bytes(range(256))
_REPLY = """\
From: Maria <maria@example.net>
To: shop
Received: from a.test
Received: from b.test
Message-ID: <77@example.net>
In-Reply-To: <76@example.net>
Subject: =?utf-8?q?Re=3A_K=C3=A4se?=

Hey this looks great!

On 1 Jan, Alex wrote:
> How is it?
"""


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    data = tmp_path_factory.mktemp("mail") / "data.json"
    process = SimulatorProcess(data, "--mail-retries", "0.2,0.2", "--max-mail-bytes", str(_MAX_BYTES))
    try:
        yield process.start()
    finally:
        process.close()


@pytest.fixture
def target() -> Iterator[Target]:
    target = Target()
    yield target
    target.close()


def _address(account: Account, target: str, **more: Any) -> str:
    body = {"target": target, "target_format": "json+n", **more}
    answer = account.call("POST", "/addresses", body)
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["id"]
    return found


def _attach(simulator: SimulatorProcess, account: Account, address: str, domain: str, **more: str) -> None:
    zone = domain.removeprefix("*.")
    simulator.publish(zone, "*" if "*" in domain else "@", "MX", "10 client1.cloudmailin.net")
    body = {"domain": domain, **more}
    answer = account.call("POST", "/custom_domains", body, address_id=address)
    assert answer.status_code == 201, answer.text


def _send(simulator: SimulatorProcess, to: str, **more: Any) -> dict[str, Any]:
    mail = {"from": "maria@example.net", "to": to, "subject": "An order", "text": "One cheese.\n", **more}
    found: dict[str, Any] = simulator.sim("mail-in", "POST", mail)
    return found


def _attempts(simulator: SimulatorProcess, mail: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = simulator.sim("incoming", mail=mail)
    return found


def test_it_posts_a_mail_as_normalized_json(
    simulator: SimulatorProcess, account: Account, target: Target
) -> None:
    address = _address(account, target.url, auth_header="Bearer hidden")
    photo = {
        "file_name": "Käse.png",
        "content_type": "image/png",
        "content": base64.b64encode(_PHOTO).decode(),
        "content_id": "photo1",
    }
    to = f"{address}@cloudmailin.net"
    answer = _send(simulator, to, subject="Käse, bitte", html="<p>One <b>cheese</b></p>", attachments=[photo])
    assert (answer["smtp"], answer["sentence"]) == (250, "Accepted, HTTP 200.")
    (got,) = target.got
    assert got.headers["content-type"] == "application/json"
    assert got.headers["authorization"] == "Bearer hidden"
    content = got.json
    assert content["headers"]["subject"] == "Käse, bitte"
    assert content["headers"]["message_id"] == f"<{answer['message_id']}>"
    assert content["envelope"] == {
        "to": to,
        "recipients": [to],
        "from": "maria@example.net",
        "helo_domain": "localhost",
        "remote_ip": "127.0.0.1",
        "spf": {"result": "pass", "domain": "example.net"},
        "tls": True,
        "tls_cipher": "TLS_AES_256_GCM_SHA384",
    }
    assert (content["plain"], content["html"].strip()) == ("One cheese.\n", "<p>One <b>cheese</b></p>")
    assert content["reply_plain"] is None
    assert content["attachments"] == [{**photo, "size": 256, "disposition": "inline"}]


def test_it_posts_a_mail_as_a_normalized_form(
    simulator: SimulatorProcess, account: Account, target: Target
) -> None:
    address = _address(account, target.url, target_format="multipart+n")
    files = [
        {"file_name": "a.bin", "content_type": "image/png", "content": base64.b64encode(_PHOTO).decode()},
        {"file_name": "b.txt", "content_type": "text/csv", "content": base64.b64encode(b"1;2\r\n").decode()},
    ]
    _send(simulator, f"{address}@cloudmailin.net", attachments=files, tls=False, spf="softfail")
    fields, sent = target.got[0].form
    assert fields["plain"] == "One cheese.\n"
    assert "html" not in fields
    assert fields["headers[subject]"] == "An order"
    assert fields["envelope[recipients][0]"] == fields["envelope[to]"] == f"{address}@cloudmailin.net"
    assert (fields["envelope[spf][result]"], fields["envelope[tls]"]) == ("softfail", "false")
    assert sent == {
        "attachments[]": [("a.bin", "image/png", _PHOTO), ("b.txt", "text/csv", b"1;2\r\n")],
    }
    assert "authorization" not in target.got[0].headers


def test_it_takes_a_whole_mail_and_finds_the_reply_in_it(
    simulator: SimulatorProcess, account: Account, target: Target
) -> None:
    answer = _send(simulator, f"{_address(account, target.url)}+tag@cloudmailin.net", raw=_REPLY)
    content = target.got[0].json
    assert content["headers"]["received"] == ["from a.test", "from b.test"]
    assert content["headers"]["subject"] == answer["subject"] == "Re: Käse"
    assert content["reply_plain"] == "Hey this looks great!"
    assert answer["message_id"] == "77@example.net"
    assert content["envelope"]["from"] == "maria@example.net"


def test_it_receives_for_attached_domains_and_one_level_of_a_wildcard(
    simulator: SimulatorProcess, account: Account, zone: str, target: Target
) -> None:
    _attach(simulator, account, _address(account, target.url), zone)
    own = target.url + "/own"
    _attach(simulator, account, _address(account, target.url), f"*.{zone}", domain_target=own)
    assert _send(simulator, f"Any.One@{zone.upper()}")["smtp"] == 250
    assert _send(simulator, f"orders@eu.{zone}")["smtp"] == 250
    assert [got.path for got in target.got] == ["/in", "/in/own"]
    assert target.got[0].json["envelope"]["to"] == f"Any.One@{zone}"
    for nobody in (f"orders@a.eu.{zone}", "x@example.com", f"{'0' * 20}@cloudmailin.net"):
        answer = _send(simulator, nobody)
        assert (answer["smtp"], answer["mail"]) == (550, None)
        assert "Nobody receives" in answer["sentence"]
    assert len(target.got) == 2


def test_it_keeps_to_the_pattern_of_a_domain(
    simulator: SimulatorProcess, account: Account, zone: str, target: Target
) -> None:
    address = _address(account, target.url)
    _attach(simulator, account, address, zone, auth_regex=rf"\w+-\d+@{zone}")
    assert _send(simulator, f"customer-12@{zone}")["smtp"] == 250
    assert _send(simulator, f"x.customer-12@{zone}")["smtp"] == 550
    refused = _send(simulator, f"customer@{zone}")
    assert (refused["smtp"], refused["status"], refused["status_category"]) == (550, "regexp", "rejected")
    assert len(target.got) == 1


@pytest.mark.parametrize("pattern", ["(a+)+$", "(", r"(?P<x>a"])
def test_it_is_not_held_up_by_a_pattern(
    simulator: SimulatorProcess, account: Account, zone: str, target: Target, pattern: str
) -> None:
    _attach(simulator, account, _address(account, target.url), zone, auth_regex=pattern)
    began = time.monotonic()
    assert _send(simulator, f"{'a' * 60}@{zone}")["status"] == "regexp"
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("status", "smtp", "category"),
    [
        (201, 250, "successful"),
        (404, 550, "rejected"),
        (422, 550, "rejected"),
        (500, 451, "delayed"),
        (302, 451, "delayed"),
    ],
)
def test_it_lets_the_answer_decide(
    simulator: SimulatorProcess, account: Account, target: Target, status: int, smtp: int, category: str
) -> None:
    told = Told(status, {"Location": target.url + "/elsewhere", "Content-Type": "text/plain"}, b"So\nsays he")
    target.answers.append(told)
    answer = _send(simulator, f"{_address(account, target.url)}@cloudmailin.net")
    assert (answer["smtp"], answer["status"], answer["status_category"]) == (smtp, str(status), category)
    assert answer["said"] == ("" if smtp == 250 else "So says he")
    assert {got.path for got in target.got} == {"/in"}


def test_it_tries_again_what_is_delayed_and_stops_when_it_is_taken(
    simulator: SimulatorProcess, account: Account, target: Target
) -> None:
    target.answer(503, 200)
    mail = _send(simulator, f"{_address(account, target.url)}@cloudmailin.net")
    assert mail["again_at"] is not None
    eventually(lambda: len(_attempts(simulator, mail["mail"])) == 2)
    assert [row["status"] for row in _attempts(simulator, mail["mail"])] == ["200", "503"]
    assert target.got[0].body == target.got[1].body
    time.sleep(0.5)
    assert len(target.got) == 2


def test_it_gives_up_after_the_last_wait_when_nobody_is_there(
    simulator: SimulatorProcess, account: Account
) -> None:
    address = _address(account, f"http://127.0.0.1:{free_port()}/")
    mail = _send(simulator, f"{address}@cloudmailin.net")
    assert (mail["status"], mail["status_category"]) == ("unreachable", "delayed")
    rows = eventually(lambda: (found := _attempts(simulator, mail["mail"]))[2:] and found)
    assert [row["again_at"] is None for row in rows] == [True, False, False]
    page = httpx.get(f"{simulator.url}/mail-in/{mail['mail']}", trust_env=False).text
    assert "given up after 3 attempts" in page


def test_it_stops_cleanly_while_a_mail_waits_and_another_is_on_its_way(
    tmp_path: Path, target: Target
) -> None:
    own = SimulatorProcess(tmp_path / "data.json", "--mail-retries", "60").start()
    try:
        account = Account(own, limit=100)
        to = f"{_address(account, target.url)}@cloudmailin.net"
        target.answers += [Told(503), Told(seconds=8)]
        assert _send(own, to)["status"] == "503"
        with ThreadPoolExecutor(1) as elsewhere:
            on_its_way = elsewhere.submit(_send, own, to)
            eventually(lambda: len(target.got) == 2)
            assert own.stop() == 0
            with pytest.raises(httpx.HTTPError):
                on_its_way.result(5)
        account.http.close()
    finally:
        own.close()


def test_it_waits_ten_seconds_for_an_answer_and_no_longer(
    simulator: SimulatorProcess, account: Account, target: Target
) -> None:
    target.answers.append(Told(seconds=12))
    began = time.monotonic()
    address = _address(account, target.url)
    with httpx.Client(base_url=simulator.url, trust_env=False, timeout=15) as patient:
        mail = {"from": "a@example.net", "to": f"{address}@cloudmailin.net"}
        assert patient.post("/_sim/mail-in", json=mail).json()["status"] == "client_timeout"
    assert 9 < time.monotonic() - began < 12


@pytest.mark.parametrize(
    "host", ["app.example.com", "192.0.2.1", "0.0.0.0", "127.1", "localhost.example.com"]
)
def test_it_sends_to_no_other_machine(simulator: SimulatorProcess, account: Account, host: str) -> None:
    answer = _send(simulator, f"{_address(account, f'http://{host}:9/in')}@cloudmailin.net")
    assert (answer["smtp"], answer["status"], answer["status_category"]) == (451, "not_sent", "delayed")
    assert "--deliver-anywhere" in answer["sentence"]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "shop.localhost"])
def test_it_knows_this_machine_by_name(host: str) -> None:
    assert is_here(host)


def test_it_hands_mail_to_a_name_of_this_machine(
    simulator: SimulatorProcess, account: Account, target: Target
) -> None:
    address = _address(account, f"http://harbor.localhost:{target.port}/in")
    assert _send(simulator, f"{address}@cloudmailin.net")["smtp"] == 250
    assert target.got[0].headers["host"] == f"harbor.localhost:{target.port}"


def test_it_refuses_a_mail_over_the_limit_without_asking_the_target(
    simulator: SimulatorProcess, account: Account, target: Target
) -> None:
    to = f"{_address(account, target.url)}@cloudmailin.net"
    assert _send(simulator, to, text="x" * (_MAX_BYTES - 2_000))["smtp"] == 250
    answer = _send(simulator, to, text="x\n" * _MAX_BYTES)
    assert (answer["smtp"], answer["status"], answer["status_category"]) == (552, "max_size", "max_size")
    assert len(target.got) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"from": "maria"}, "from"),
        ({"from": None}, "from"),
        ({"to": "a b@example.com"}, "to"),
        ({"spf": "good"}, "spf"),
        ({"subject": 7}, "subject"),
        ({"attachments": [{"file_name": "a"}]}, "attachments"),
        ({"attachments": [{"file_name": "a", "content": "%"}]}, "attachments"),
        ({"attachments": 7}, "attachments"),
    ],
)
def test_it_says_which_field_of_a_tests_mail_is_wrong(
    simulator: SimulatorProcess, wrong: dict[str, Any], field: str
) -> None:
    mail = {"from": "a@example.net", "to": "b@example.com", **wrong}
    answer = httpx.post(f"{simulator.url}/_sim/mail-in", json=mail, trust_env=False)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith(f"{field}: ")


def test_it_never_shows_the_secret(simulator: SimulatorProcess, account: Account, target: Target) -> None:
    secret = f"Basic {secrets.token_hex(8)}"
    address = _address(account, target.url, auth_header=secret)
    mail = _send(simulator, f"{address}@cloudmailin.net")
    page = httpx.get(f"{simulator.url}/mail-in/{mail['mail']}", trust_env=False).text
    assert target.got[0].headers["authorization"] == secret
    assert secret not in page + str(_attempts(simulator, mail["mail"])) + str(mail)
    assert "Authorization: set" in page
    assert mail["sent"]["body"] == target.got[0].body.decode()


@pytest.fixture
def browser(simulator: SimulatorProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=simulator.url, trust_env=False, headers={"Origin": simulator.url}) as client:
        yield client


def test_its_page_leads_from_a_form_to_what_the_target_got(
    browser: httpx.Client, account: Account, target: Target
) -> None:
    to = f"{_address(account, target.url)}@cloudmailin.net"
    assert to in browser.get("/mail-in/").text
    target.answers.append(Told(404, {"Content-Type": "text/plain"}, b"No such order"))
    fields = {"from": "a@example.net", "to": to, "subject": "<script>", "text": "Hi", "spf": "fail"}
    sent = browser.post("/mail-in/", data=fields, files={"attachment": ("a.txt", b"file", "text/plain")})
    assert sent.status_code == 303
    page = browser.get(sent.headers["location"]).text
    for shown in (
        "HTTP 404: the sender gets a bounce",
        "No such order",
        "&lt;script&gt;",
        "a.txt",
        target.url,
    ):
        assert shown in page
    assert target.got[0].json["attachments"][0]["content"] == base64.b64encode(b"file").decode()
    assert target.got[0].json["envelope"]["tls"] is False
    assert sent.headers["location"] in browser.get("/mail-in/").text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"from": "maria"}, "Enter an e-mail address"),
        ({"to": "x@nobody.example"}, "Nobody receives mail for x@nobody.example (550)"),
    ],
)
def test_its_page_says_beside_the_field_what_is_wrong_and_keeps_what_was_typed(
    browser: httpx.Client, wrong: dict[str, str], sentence: str
) -> None:
    fields = {"from": "a@example.net", "to": "b@example.com", "subject": "Kept", "text": "", "spf": "pass"}
    answer = browser.post("/mail-in/", data={**fields, **wrong})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'value="Kept"' in answer.text
    assert "style=" not in answer.text


def test_its_page_says_when_a_mail_is_not_kept(browser: httpx.Client) -> None:
    answer = browser.get("/mail-in/0000000000000000")
    assert answer.status_code == 404
    assert "not kept" in answer.text


def test_its_page_takes_no_mail_from_another_site(simulator: SimulatorProcess) -> None:
    for path in ("/mail-in/", "/_sim/mail-in"):
        answer = httpx.post(simulator.url + path, headers={"Origin": "https://evil.example"}, trust_env=False)
        assert answer.status_code == 403


_lines = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=b",
        b"Content-Type: text/plain; charset=idna",
        b"Content-Type: message/rfc822",
        b"Content-Disposition: attachment; filename*=utf-8''%ff; filename*0=x",
        b"Content-Transfer-Encoding: base64",
        b"Subject: =?foo?b?!!?= \xff",
        b"--b",
        b"",
    ]
)


@given(st.lists(_lines | st.binary(max_size=30), max_size=12).map(b"\r\n".join))
def test_it_takes_any_bytes_for_a_mail(raw: bytes) -> None:
    mail = read_mail(raw)
    for target_format in (JSON, MULTIPART):
        assert encoded(mail, Envelope("a@example.net", "b@example.com"), target_format)[1]


_texts = st.text(max_size=40)


@given(_texts, _texts.filter(str.strip), _texts, st.binary(max_size=40))
def test_what_is_composed_is_read_again(subject: str, text: str, name: str, content: bytes) -> None:
    letter = Letter(subject, text, attachments=(Attachment(name, "text/plain", content),))
    mail = read_mail(composed(letter, "a@example.net", "b@example.com"))
    assert (mail.header("subject") or "").split() == subject.split()
    assert (mail.plain or "").split() == text.split()
    assert mail.attachments[0].content == content


def test_the_application_at_hand_takes_every_mail_or_answers_as_it_is_asked(
    simulator: SimulatorProcess,
) -> None:
    def answer(asked: str) -> int:
        return httpx.post(f"{simulator.url}/app/acme{asked}", content=b"x", trust_env=False).status_code

    assert [answer(f"?answer={each}") for each in ("404", "503")] == [404, 503]
    assert {answer(each) for each in ("", "?answer=", "?answer=0", "?answer=99", "?answer=x")} == {200}
