"""One HTTP exchange with bounds on time and size, and nothing of the key in what it raises or logs.

httpx bounds each read, not the whole: an answer that drips would hold a call for ever. So the exchange runs on
an event loop, where one time-out covers everything, on a thread that all callers of the process share.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import time
import uuid
from dataclasses import dataclass, field
from functools import cache
from threading import Thread
from typing import Any

import httpx
from pydantic import SecretStr

from cloudmailin.client import VERSION
from cloudmailin.client.errors import ApiError, Unauthenticated, Unavailable, UnknownOutcome

TOTAL_SECONDS = 20.0
"""The longest that an exchange can take; the queue's lease is longer, so a settled lease means a dead call."""

_TIMEOUTS = httpx.Timeout(10.0, connect=5.0)
_MOST_BYTES = 1024 * 1024
_HEADERS = {
    "accept": "application/json",
    # Unpacking would let a small answer become a large one.
    "accept-encoding": "identity",
    "user-agent": f"portal/{VERSION}",
}
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.InvalidURL,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
_KEY = re.compile(r"[!-~]+")

log = logging.getLogger("cloudmailin.client")


@dataclass(frozen=True, slots=True)
class Request:
    """`base` is the URL up to the account; `path` goes on from there, without a slash in front."""

    method: str
    base: str
    path: str
    key: SecretStr
    params: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None

    @property
    def changes_something(self) -> bool:
        return self.method != "GET"


@dataclass(frozen=True, slots=True)
class Answer:
    """`content` is the body as JSON, None where it is empty or none; `is_empty` tells these apart."""

    status: int
    headers: httpx.Headers
    content: Any
    is_empty: bool


def exchange(request: Request) -> Answer:
    """Send one request and read its answer, whatever the status.

    Raises Unavailable when nothing was sent or the answer can't be used, UnknownOutcome when none came,
    Unauthenticated when the key can't be one.
    """
    id_, began = uuid.uuid4().hex, time.monotonic()
    try:
        answer = asyncio.run_coroutine_threadsafe(_whole(request, id_), _loop()).result()
    except ApiError as error:
        _note(request, id_, began, type(error).__name__)
        raise error from None
    theirs = answer.headers.get("x-request-id", "")
    _note(request, id_, began, str(answer.status), re.sub(r"[^\w.-]", "", theirs)[:64])
    return answer


async def _whole(request: Request, id_: str) -> Answer:
    try:
        async with asyncio.timeout(TOTAL_SECONDS):
            return await _exchange(request, id_)
    except TimeoutError:
        raise UnknownOutcome("CloudMailin's answer took too long.") from None
    except _NOT_SENT as error:
        raise Unavailable(f"CloudMailin could not be reached ({type(error).__name__}).") from None
    except httpx.HTTPError as error:
        raise UnknownOutcome(f"The connection to CloudMailin broke ({type(error).__name__}).") from None


async def _exchange(request: Request, id_: str) -> Answer:
    headers = {"authorization": f"Bearer {_sendable(request.key)}", "x-request-id": id_}
    url = f"{request.base}/{request.path}"
    async with _pool().stream(
        request.method, url, params=request.params, json=request.body, headers=headers
    ) as response:
        body = await _read(response, request)
    return Answer(response.status_code, response.headers, _json(body), is_empty=not body)


def _sendable(key: SecretStr) -> str:
    """A key that HTTP can't carry is no key (RFC 6750 section 2.1), and must not end up in an error about it."""
    if not _KEY.fullmatch(key.get_secret_value()):
        raise Unauthenticated("The API key is empty or has characters that no key has.")
    return key.get_secret_value()


async def _read(response: httpx.Response, request: Request) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise Unavailable(
                "CloudMailin's answer was too long.",
                response.status_code,
                may_have_happened=request.changes_something,
            )
    return bytes(body)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _note(request: Request, id_: str, began: float, outcome: str, theirs: str = "") -> None:
    log.info(
        "%s /%s: %s in %d ms, request %s%s",
        request.method,
        request.path,
        outcome,
        (time.monotonic() - began) * 1000,
        id_,
        f", theirs {theirs}" if theirs else "",
    )


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name="cloudmailin-client", daemon=True).start()
    return loop


@cache
def _pool() -> httpx.AsyncClient:
    """One for the process; only ever used on its loop."""
    return httpx.AsyncClient(timeout=_TIMEOUTS, follow_redirects=False, headers=_HEADERS)


def _forget() -> None:
    """A forked process has neither the thread nor a right to the parent's connections."""
    _loop.cache_clear()
    _pool.cache_clear()


os.register_at_fork(after_in_child=_forget)
