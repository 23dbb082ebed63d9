"""The calls of the management API, typed in and out.

Documented at https://docs.cloudmailin.com/api/ (OpenAPI description 0.1.0, and what has been added since).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Literal, TypedDict, TypeVar, Unpack
from urllib.parse import quote

from pydantic import SecretStr

from cloudmailin.client import reading
from cloudmailin.client.errors import VerificationFailed
from cloudmailin.client.exchanges import Exchange
from cloudmailin.client.resources import (
    Address,
    CustomDomain,
    IncomingStatus,
    OutboundMessage,
    Resource,
    SendingDomain,
)
from cloudmailin.client.transport import Request, exchange

_T = TypeVar("_T")
_R = TypeVar("_R", bound=Resource)

TargetFormat = Literal["json+n", "multipart+n"]


class MoreAddressFields(TypedDict, total=False):
    """`auth_header` is never read back; empty removes it. `attachments`: the attachment store, opaque to us."""

    nickname: str
    auth_header: str
    attachments: Any


class AddressFields(MoreAddressFields, total=False):
    target: str
    target_format: TargetFormat


class CustomDomainFields(TypedDict, total=False):
    """`auth_regex` limits the recipients; `domain_target` is a target of its own, not allowed to all accounts."""

    auth_regex: str
    domain_target: str


class Client:
    """One account's calls. Every method raises an ApiError for anything but success."""

    def __init__(
        self,
        base_url: str,
        account_id: str,
        api_key: str | SecretStr,
        *,
        send_before: float = math.inf,
        heard: Callable[[Exchange], None] | None = None,
    ) -> None:
        """`send_before`: Unavailable is raised for what is not sent when `uptime()` passes it. `heard`: told of each call."""
        self._url = f"{base_url.rstrip('/')}/{quote(account_id, safe='')}"
        self._key = api_key if isinstance(api_key, SecretStr) else SecretStr(api_key)
        self._send_before = send_before
        self._heard = heard

    def __repr__(self) -> str:
        return f"Client({self._url!r})"

    def addresses(self) -> list[Address]:
        return self._send("GET", "addresses", list[Address])

    def create_address(
        self, *, target: str, target_format: TargetFormat, **more: Unpack[MoreAddressFields]
    ) -> Address:
        body = {"target": target, "target_format": target_format, **more}
        return self._send("POST", "addresses", Address, body=body)

    def address(self, id_: str) -> Address:
        return self._one("GET", f"addresses/{_part(id_)}", Address, id_)

    def change_address(self, id_: str, **fields: Unpack[AddressFields]) -> Address:
        return self._one("PATCH", f"addresses/{_part(id_)}", Address, id_, body={**fields})

    def delete_address(self, id_: str) -> None:
        """Accepted, not done: "deletion may not happen immediately". So for the other deletions."""
        self._delete(f"addresses/{_part(id_)}")

    def custom_domains(self, *, address_id: str, page: int | None = None) -> list[CustomDomain]:
        return self._send("GET", "custom_domains", list[CustomDomain], address_id=address_id, page=page)

    def create_custom_domain(
        self, *, address_id: str, domain: str, **more: Unpack[CustomDomainFields]
    ) -> CustomDomain:
        """The domain's MX records must be set already, else it is Rejected."""
        body = {"domain": domain, **more}
        return self._send("POST", "custom_domains", CustomDomain, body=body, address_id=address_id)

    def delete_custom_domain(self, id_: str, *, address_id: str) -> None:
        self._delete(f"custom_domains/{_part(id_)}", address_id=address_id)

    def sending_domains(self, *, query: str | None = None, page: int | None = None) -> list[SendingDomain]:
        return self._send("GET", "sending_domains", list[SendingDomain], query=query, page=page)

    def create_sending_domain(self, *, domain: str) -> SendingDomain:
        return self._send("POST", "sending_domains", SendingDomain, body={"domain": domain})

    def sending_domain(self, id_: str) -> SendingDomain:
        return self._one("GET", f"sending_domains/{_part(id_)}", SendingDomain, id_)

    def verify_sending_domain(self, id_: str) -> SendingDomain:
        """Raises VerificationFailed, with the domain's flags, when CloudMailin does not see all records."""
        domain = self._one("POST", f"sending_domains/{_part(id_)}/verify", SendingDomain, id_)
        if not domain.is_verified:
            raise VerificationFailed(domain)
        return domain

    def delete_sending_domain(self, id_: str) -> None:
        self._delete(f"sending_domains/{_part(id_)}")

    def incoming_statuses(
        self, *, address_id: str, query: str | None = None, page: int | None = None
    ) -> list[IncomingStatus]:
        """The newest first, a fixed number of rows. `query`: like "status_category:delayed AND to:*@example.com"."""
        return self._send(
            "GET", "incoming_statuses", list[IncomingStatus], address_id=address_id, query=query, page=page
        )

    def outbound_messages(
        self, *, outbound_account_id: str | None = None, query: str | None = None
    ) -> list[OutboundMessage]:
        return self._send(
            "GET",
            "outbound_messages",
            list[OutboundMessage],
            outbound_account_id=outbound_account_id,
            query=query,
        )

    def outbound_message(self, id_: str) -> OutboundMessage:
        return self._one("GET", f"outbound_messages/{_part(id_)}", OutboundMessage, id_)

    def _send(
        self,
        method: str,
        path: str,
        shape: type[_T],
        *,
        body: dict[str, Any] | None = None,
        **params: str | int | None,
    ) -> _T:
        request = self._request(method, path, body, params)
        answer: _T = reading.read(request, exchange(request), shape)
        return answer

    def _one(
        self, method: str, path: str, shape: type[_R], id_: str, *, body: dict[str, Any] | None = None
    ) -> _R:
        """The object that was asked for, and no other."""
        request = self._request(method, path, body, {})
        return reading.read_one(request, exchange(request), shape, id_)

    def _delete(self, path: str, **params: str | int | None) -> None:
        request = self._request("DELETE", path, None, params)
        reading.check_deleted(request, exchange(request))

    def _request(
        self, method: str, path: str, body: dict[str, Any] | None, params: dict[str, str | int | None]
    ) -> Request:
        given = {name: str(value) for name, value in params.items() if value is not None}
        return Request(method, self._url, path, self._key, given, body, self._send_before, self._heard)


def _part(id_: str) -> str:
    """An id as one segment of a path. Raises ValueError for one that would name something else."""
    if not id_.strip("."):
        raise ValueError("an id is needed")
    return quote(id_, safe="")
