"""Calls that touch every operation of the contract and every status it has, recorded as they go over the wire."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from typing import Any

import httpx

from tests.contract.descriptions import Description, Operation
from tests.contract.exchange import Answered, Exchange, Sent
from tests.simulator_process import SimulatorProcess

_NOWHERE = "0" * 20
_ADDRESS = {"target": "https://app.example.com/in", "target_format": "json+n"}
_MESSAGE = {"from": "post@harbor.test", "to": ["ann@example.net"], "subject": "Hello", "plain": "Hello Ann"}
_SAMPLE_BODIES: dict[str, Any] = {
    "createAddress": _ADDRESS,
    "changeAddress": {"nickname": "shop"},
    "createCustomDomain": {"domain": "shop.test"},
    "createSendingDomain": {"domain": "shop.test"},
    "sendMessage": _MESSAGE,
}


@dataclass(frozen=True, slots=True)
class Credentials:
    """Whose path is called, and with which `Authorization` ("" for none)."""

    account: str
    authorization: str


class Stage:
    """A simulator with accounts on it, and a record of what is said to it."""

    def __init__(self, simulator: SimulatorProcess, contract: Description) -> None:
        self.simulator, self.contract = simulator, contract
        self.exchanges: list[Exchange] = []
        self.mine = self._account(limit=1_000_000)
        self._http = httpx.Client(trust_env=False, timeout=20)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        by: Credentials | None = None,
        sound: bool = True,
        **query: str,
    ) -> Answered:
        """The answer. `sound`: whether the contract allows the request."""
        who = by or self.mine
        headers = {"Authorization": who.authorization} if who.authorization else {}
        request = self._http.build_request(
            method,
            self.simulator.api_url(who.account) + path,
            params=query,
            headers=headers,
            **({} if body is None else {"json": body}),
        )
        response = self._http.send(request)
        sent = Sent(method, path, tuple(query.items()), _pairs(request), request.content, sound)
        answered = Answered(response.status_code, _pairs(response), response.content)
        self.exchanges.append(Exchange(sent, answered))
        return answered

    def stranger(self) -> Credentials:
        """Another account's key at my account."""
        return Credentials(self.mine.account, self._account().authorization)

    def nobody(self) -> Credentials:
        return Credentials(self.mine.account, "Bearer wrong")

    def anonymous(self) -> Credentials:
        return Credentials(self.mine.account, "")

    def by_basic(self) -> Credentials:
        key = self.mine.authorization.removeprefix("Bearer ")
        return Credentials(self.mine.account, "Basic " + base64.b64encode(f"{key}:".encode()).decode())

    def exhausted(self) -> Credentials:
        account = self._account(limit=1, period=3600)
        self.call("GET", "/addresses", by=account)
        return account

    def outbound(self) -> Credentials:
        """An outbound account of mine that may send from any domain."""
        username, token = secrets.token_hex(8), secrets.token_hex(16)
        fields = {"username": username, "token": token, "account": self.mine.account}
        self.simulator.sim("outbound_accounts", "POST", {**fields, "verified_senders_only": False})
        return Credentials(username, f"Bearer {token}")

    def zone(self) -> str:
        name = f"shop-{secrets.token_hex(4)}.test"
        self.simulator.create_zone(name)
        return name

    def publish(self, zone: str, sending_domain: dict[str, str]) -> None:
        """What the sending domain needs."""
        for name, type_, value in (
            ("mta_domain", "CNAME", "required_cname"),
            ("dkim_domain", "TXT", "dkim_public_record"),
        ):
            self.simulator.publish(zone, sending_domain[name], type_, sending_domain[value])

    def close(self) -> None:
        self._http.close()

    def _account(self, **more: float) -> Credentials:
        id_, key = secrets.token_hex(8), secrets.token_hex(16)
        self.simulator.add_account(id_, key, **more)
        return Credentials(id_, f"Bearer {key}")


def _pairs(message: httpx.Request | httpx.Response) -> tuple[tuple[str, str], ...]:
    return tuple(message.headers.multi_items())


def play(simulator: SimulatorProcess, contract: Description) -> Stage:
    stage = Stage(simulator, contract)
    for act in (_addresses, _custom_domains, _sending_domains, _incoming_statuses, _messages):
        act(stage)
    _refusals(stage)
    return stage


def _addresses(stage: Stage) -> None:
    call = stage.call
    fields = {**_ADDRESS, "nickname": "shop", "auth_header": "Bearer hidden", "attachments": {"store": "s3"}}
    one = f"/addresses/{call('POST', '/addresses', fields).content['id']}"
    call("POST", "/addresses", {**_ADDRESS, "target_format": "multipart+n", "nickname": None})
    call("GET", "/addresses")
    call("GET", "/addresses", by=stage.by_basic())
    call("GET", "/addresses", by=stage.anonymous(), sound=False)
    call("GET", one)
    call("PATCH", one, {"nickname": "store", "auth_header": ""})
    call("PATCH", one, {"target_format": "xml"}, sound=False)
    call("POST", "/addresses", {}, sound=False)
    call("POST", "/addresses", {**_ADDRESS, "target": "https://user:secret@app.example.com/in"})
    for method, body in (("GET", None), ("PATCH", {"nickname": "x"}), ("DELETE", None)):
        call(method, f"/addresses/{_NOWHERE}", body)
    call("DELETE", one)


def _custom_domains(stage: Stage) -> None:
    call, zone = stage.call, stage.zone()
    address = call("POST", "/addresses", _ADDRESS).content["id"]
    fields = {"domain": zone, "auth_regex": r"\w+@shop\.test", "domain_target": "https://app.example.com/2"}
    call("POST", "/custom_domains", fields, address_id=address)
    stage.simulator.publish(zone, "@", "MX", "10 client1.cloudmailin.net")
    id_ = call("POST", "/custom_domains", {**fields, "newer": 1}, address_id=address).content["id"]
    call("POST", "/custom_domains", {"domain": zone}, address_id=address)
    call("POST", "/custom_domains", {"domain": None}, address_id=address, sound=False)
    call("GET", "/custom_domains", address_id=address)
    call("GET", "/custom_domains", address_id=address, page="1")
    call("GET", "/custom_domains", sound=False)
    call("GET", "/custom_domains", address_id=_NOWHERE)
    call("POST", "/custom_domains", {"domain": zone}, address_id=_NOWHERE)
    call("DELETE", f"/custom_domains/{_NOWHERE}", address_id=address)
    call("DELETE", f"/custom_domains/{id_}", address_id=address)


def _sending_domains(stage: Stage) -> None:
    call, zone = stage.call, stage.zone()
    domain = call("POST", "/sending_domains", {"domain": zone, "newer": 1}).content
    one = f"/sending_domains/{domain['id']}"
    call("POST", "/sending_domains", {"domain": zone})
    call("POST", "/sending_domains", {"domain": 7}, sound=False)
    call("GET", "/sending_domains")
    call("GET", "/sending_domains", query=zone)
    call("GET", "/sending_domains", page="1")
    call("GET", one)
    call("POST", f"{one}/verify")
    stage.publish(zone, domain)
    call("POST", f"{one}/verify")
    for method, path in (("GET", ""), ("POST", "/verify"), ("DELETE", "")):
        call(method, f"/sending_domains/{_NOWHERE}{path}")
    call("DELETE", one)


def _incoming_statuses(stage: Stage) -> None:
    call = stage.call
    address = call("POST", "/addresses", {**_ADDRESS, "target": "http://127.0.0.1:9/nobody"}).content
    mail = {"from": "ann@example.net", "to": address["address"], "subject": "Hello", "plain": "Hello"}
    stage.simulator.sim("mail-in", "POST", mail)
    assert call("GET", "/incoming_statuses", address_id=address["id"]).content
    for query in ("*", "status_category:delayed AND created_at:[now-1d/d TO now]"):
        call("GET", "/incoming_statuses", address_id=address["id"], query=query)
    call("GET", "/incoming_statuses", address_id=address["id"], query="status:(")
    call("GET", "/incoming_statuses", address_id=address["id"], page="2")
    call("GET", "/incoming_statuses", address_id=_NOWHERE)
    call("GET", "/incoming_statuses", sound=False)


def _messages(stage: Stage) -> None:
    call, server = stage.call, stage.outbound()
    extras = {"cc": "bob@example.net", "tags": "a,b", "priority": "digest", "headers": {"X-Order": "42"}}
    file = {
        "file_name": "a.txt",
        "content": base64.b64encode(b"Hello").decode(),
        "content_type": "text/plain",
    }
    id_ = call("POST", "/messages", _MESSAGE, by=server).content["id"]
    for more in ({**extras, "attachments": [file]}, {"html": "<p>Hello</p>", "test_mode": True}):
        call("POST", "/messages", {**_MESSAGE, **more}, by=server)
    raw = "From: post@harbor.test\r\nTo: ann@example.net\r\nSubject: Hello\r\n\r\nHello\r\n"
    call("POST", "/messages", {"from": "post@harbor.test", "to": "ann@example.net", "raw": raw}, by=server)
    call("POST", "/messages", {"to": "ann@example.net", "plain": "Hello"}, by=server, sound=False)
    call("POST", "/messages", {**_MESSAGE, "bcc": "eve@example.net"}, by=server, sound=False)
    call("POST", "/messages", {**_MESSAGE, "from": "nobody"}, by=server)
    call("GET", "/outbound_messages")
    call("GET", "/outbound_messages", outbound_account_id=server.account, query="hello")
    call("GET", "/outbound_messages", outbound_account_id=_NOWHERE)
    call("GET", f"/outbound_messages/{id_}")
    call("GET", f"/outbound_messages/{_NOWHERE}")


def _refusals(stage: Stage) -> None:
    """Every operation without a right key, with another account's key, and without a call left."""
    refused = {401: stage.nobody(), 403: stage.stranger(), 429: stage.exhausted()}
    for operation in stage.contract.operations:
        for status in operation.statuses & refused.keys():
            _refuse(stage, operation, refused[status])


def _refuse(stage: Stage, operation: Operation, by: Credentials) -> None:
    path, body = operation.path.replace("{id}", _NOWHERE), _SAMPLE_BODIES.get(operation.name)
    if "address_id" in operation.queries:
        stage.call(operation.method, path, body, by=by, address_id=_NOWHERE)
    else:
        stage.call(operation.method, path, body, by=by)
