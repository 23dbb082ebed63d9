"""What the product's client sends is what the contract and the published description allow."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from cloudmailin.client.client import Client
from cloudmailin.client.errors import ApiError, NotFound, VerificationFailed
from cloudmailin.client.messages import Attachment, Message, Outbox
from tests.contract import descriptions
from tests.contract.descriptions import Description
from tests.contract.differences import DIFFERENCES, applied
from tests.contract.exchange import Exchange
from tests.contract.forwarder import Forwarder
from tests.contract.scenario import Stage


@dataclass(frozen=True, slots=True)
class Step:
    """One call: the client and what the earlier steps got, by the names of their methods, go in.

    `raises`: what comes of it instead of an answer.
    """

    method: str
    call: Callable[[Client, dict[str, Any]], object]
    raises: type[ApiError] | None = None


_TARGET = "https://app.example.com/in"

STEPS = [
    Step(
        "create_address",
        lambda client, got: client.create_address(target=_TARGET, target_format="json+n", nickname="shop"),
    ),
    Step("addresses", lambda client, got: client.addresses()),
    Step("address", lambda client, got: client.address(_id(got, "address"))),
    Step("address", lambda client, got: client.address("0" * 20), raises=NotFound),
    Step(
        "change_address",
        lambda client, got: client.change_address(
            _id(got, "address"), target=_TARGET, target_format="multipart+n", nickname="", auth_header=""
        ),
    ),
    Step(
        "create_custom_domain",
        lambda client, got: client.create_custom_domain(address_id=_id(got, "address"), domain=got["zone"]),
    ),
    Step("custom_domains", lambda client, got: client.custom_domains(address_id=_id(got, "address"))),
    Step("create_sending_domain", lambda client, got: client.create_sending_domain(domain=got["zone"])),
    Step("sending_domains", lambda client, got: client.sending_domains(query=got["zone"])),
    Step("sending_domain", lambda client, got: client.sending_domain(_id(got, "sending_domain"))),
    Step(
        "verify_sending_domain",
        lambda client, got: client.verify_sending_domain(_id(got, "sending_domain")),
        raises=VerificationFailed,
    ),
    Step(
        "incoming_statuses",
        lambda client, got: client.incoming_statuses(
            address_id=_id(got, "address"), query="status:2*", page=1
        ),
    ),
    Step(
        "outbound_messages",
        lambda client, got: client.outbound_messages(query="hello"),
    ),
    Step(
        "outbound_message",
        lambda client, got: client.outbound_message("0" * 20),
        raises=NotFound,
    ),
    Step(
        "delete_sending_domain",
        lambda client, got: client.delete_sending_domain(_id(got, "sending_domain")),
    ),
    Step(
        "delete_custom_domain",
        lambda client, got: client.delete_custom_domain(
            _id(got, "custom_domain"), address_id=_id(got, "address")
        ),
    ),
    Step("delete_address", lambda client, got: client.delete_address(_id(got, "address"))),
]


def _id(got: dict[str, Any], kind: str) -> str:
    found: str = got[f"create_{kind}"].id
    return found


@pytest.fixture(scope="module")
def said(stage: Stage) -> Iterator[list[Exchange]]:
    """What the client and the simulator said to each other."""
    forwarder = Forwarder(stage.simulator.base_url)
    key = stage.mine.authorization.removeprefix("Bearer ")
    client = Client(base_url=forwarder.url, account_id=stage.mine.account, api_key=key)
    got: dict[str, Any] = {"zone": stage.zone()}
    stage.simulator.publish(got["zone"], "@", "MX", "10 client1.cloudmailin.net")
    for step in STEPS:
        _take(step, client, got)
    _send_a_message(stage, forwarder)
    yield forwarder.exchanges
    forwarder.close()


def _send_a_message(stage: Stage, forwarder: Forwarder) -> None:
    server = stage.outbound()
    outbox = Outbox(forwarder.url, server.account, server.authorization.removeprefix("Bearer "))
    file = Attachment(file_name="a.txt", content=b"Hello", content_type="text/plain", content_id="a")
    message = Message(
        sender="Shop <post@harbor.test>",
        to=["ann@example.net"],
        cc="bob@example.net",
        subject="Hello",
        plain="Hello",
        html="<p>Hello</p>",
        headers={"X-Order": "42"},
        tags=["a"],
        priority="digest",
        test_mode=False,
        attachments=[file],
    )
    sent = outbox.send(message)
    [arrived] = [each for each in stage.simulator.sim("mailbox") if each["id"] == sent.id]
    assert [each["content"] for each in arrived["attachments"]] == ["SGVsbG8="]


def _take(step: Step, client: Client, got: dict[str, Any]) -> None:
    if step.raises:
        with pytest.raises(step.raises):
            step.call(client, got)
    else:
        got[step.method] = step.call(client, got)


def test_every_call_of_the_client_is_a_step() -> None:
    calls = {name for name, _ in inspect.getmembers(Client, inspect.isfunction) if not name.startswith("_")}
    assert calls == {step.method for step in STEPS}


def test_every_request_is_as_the_contract_says(contract: Description, said: list[Exchange]) -> None:
    assert said
    assert _wrong(contract, said) == {}


@pytest.mark.skipif(descriptions.published() is None, reason=descriptions.NOT_AT_HAND)
def test_every_request_is_as_the_published_description_says(said: list[Exchange]) -> None:
    published = descriptions.published()
    assert published
    assert _wrong(Description(applied(published, DIFFERENCES)), said) == {}


def _wrong(description: Description, said: list[Exchange]) -> dict[str, list[str]]:
    return {str(each): found for each in said if (found := description.request_violations(each.sent))}
