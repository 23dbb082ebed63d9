"""The calls that the product makes, typed in and out.

Documented at https://docs.cloudmailin.com/api/ (OpenAPI description 0.1.0).
"""

from __future__ import annotations

from typing import Any, TypeVar

import httpx
from pydantic import TypeAdapter, ValidationError

from cloudmailin.client.errors import (
    ApiError,
    Denied,
    NotFound,
    RateLimited,
    Rejected,
    Unavailable,
    UnknownOutcome,
    VerificationFailed,
)
from cloudmailin.client.resources import Address, CustomDomain, SendingDomain
from cloudmailin.client.transport import exchange

_T = TypeVar("_T")
_ACCEPTED = range(200, 300)


class Client:
    """One account's calls. Every method raises an ApiError for anything but success."""

    def __init__(self, base_url: str, account_id: str, api_key: str) -> None:
        self._url = f"{base_url.rstrip('/')}/{account_id}"
        self._key = api_key

    def __repr__(self) -> str:
        return f"Client({self._url!r})"

    def create_address(self, *, target: str, nickname: str) -> Address:
        body = {"target": target, "target_format": "json+n", "nickname": nickname}
        return self._send("POST", "/addresses", Address, body=body)

    def addresses(self) -> list[Address]:
        return self._send("GET", "/addresses", list[Address])

    def create_custom_domain(self, *, address_id: str, domain: str) -> CustomDomain:
        return self._send(
            "POST",
            "/custom_domains",
            CustomDomain,
            params={"address_id": address_id},
            body={"domain": domain},
        )

    def custom_domains(self, *, address_id: str) -> list[CustomDomain]:
        return self._send("GET", "/custom_domains", list[CustomDomain], params={"address_id": address_id})

    def delete_custom_domain(self, remote_id: str, *, address_id: str) -> None:
        self._send("DELETE", f"/custom_domains/{remote_id}", object, params={"address_id": address_id})

    def create_sending_domain(self, *, domain: str) -> SendingDomain:
        return self._send("POST", "/sending_domains", SendingDomain, body={"domain": domain})

    def sending_domains(self, *, query: str) -> list[SendingDomain]:
        return self._send("GET", "/sending_domains", list[SendingDomain], params={"query": query})

    def verify_sending_domain(self, remote_id: str) -> SendingDomain:
        """Raises VerificationFailed, with the domain's flags, when CloudMailin does not see all records."""
        domain = self._send("POST", f"/sending_domains/{remote_id}/verify", SendingDomain)
        if not domain.is_verified:
            raise VerificationFailed(domain)
        return domain

    def delete_sending_domain(self, remote_id: str) -> None:
        self._send("DELETE", f"/sending_domains/{remote_id}", object)

    def _send(
        self,
        method: str,
        path: str,
        shape: type[_T],
        *,
        params: dict[str, str] | None = None,
        body: dict[str, Any] | None = None,
    ) -> _T:
        response, answer = exchange(method, self._url + path, key=self._key, params=params or {}, body=body)
        if response.status_code not in _ACCEPTED:
            raise _error(response, answer)
        return _shaped(shape, answer, response.status_code)


def _shaped(shape: type[_T], answer: Any, status: int) -> _T:
    """The answer in its type; a success that can't be read is an unknown outcome, never a success."""
    try:
        return TypeAdapter(shape).validate_python(answer)
    except ValidationError:
        raise UnknownOutcome("CloudMailin's answer could not be read.", status) from None


def _error(response: httpx.Response, answer: Any) -> ApiError:
    status = response.status_code
    sentence = str(answer.get("error", ""))[:300] if isinstance(answer, dict) else ""
    match status:
        case 401:
            return Denied("CloudMailin did not accept the API key.", status)
        case 403:
            return Denied(f"CloudMailin does not allow this to the account. {sentence}".strip(), status)
        case 404 if sentence:
            return NotFound(sentence, status)
        case 422 if sentence:
            return Rejected(sentence, status)
        case 422 if (domain := _sending_domain(answer)) is not None:
            return VerificationFailed(domain)
        case 429:
            return RateLimited(_retry_after(response.headers.get("retry-after")))
        case _ if status >= 500:
            return UnknownOutcome(f"CloudMailin answered with status {status}.", status)
        case _:
            return Unavailable(
                f"CloudMailin answered with status {status}, which says nothing to us.", status
            )


def _sending_domain(answer: Any) -> SendingDomain | None:
    try:
        return SendingDomain.model_validate(answer)
    except ValidationError:
        return None


def _retry_after(header: str | None) -> float | None:
    """Seconds in a Retry-After header (RFC 9110 section 10.2.3); dates and nonsense count as not said."""
    return float(header) if header and header.isascii() and header.isdigit() else None
