"""One HTTP exchange with bounds on time and size, and nothing of the key in what it raises."""

from __future__ import annotations

import json
import time
from functools import cache
from typing import Any

import httpx

from cloudmailin.client.errors import Unavailable, UnknownOutcome

TOTAL_SECONDS = 20.0
"""The longest that an exchange can take; the queue's lease is longer, so a settled lease means a dead call."""

_TIMEOUTS = httpx.Timeout(10.0, connect=5.0)
_MOST_BYTES = 1024 * 1024


@cache
def _pool() -> httpx.Client:
    return httpx.Client(timeout=_TIMEOUTS, follow_redirects=False, headers={"user-agent": "portal/0.1"})


def exchange(
    method: str, url: str, *, key: str, params: dict[str, str], body: dict[str, Any] | None
) -> tuple[httpx.Response, Any]:
    """Send one request; answer the response and its JSON (None where the body is empty or no JSON).

    Raises Unavailable when nothing was sent, UnknownOutcome when it may have arrived without a whole answer.
    """
    deadline = time.monotonic() + TOTAL_SECONDS
    try:
        with _pool().stream(
            method, url, params=params, json=body, headers={"authorization": f"Bearer {key}"}
        ) as response:
            return response, _json(_read(response, deadline))
    except (
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.PoolTimeout,
        httpx.InvalidURL,
        httpx.UnsupportedProtocol,
    ) as error:
        raise Unavailable(f"CloudMailin could not be reached ({type(error).__name__}).") from None
    except httpx.HTTPError as error:
        raise UnknownOutcome(f"The connection to CloudMailin broke ({type(error).__name__}).") from None


def _read(response: httpx.Response, deadline: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > _MOST_BYTES or time.monotonic() > deadline:
            raise UnknownOutcome("CloudMailin's answer was too long or too slow.", response.status_code)
    return bytes(body)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
