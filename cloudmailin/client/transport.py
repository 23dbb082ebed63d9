"""One HTTP exchange with bounds on time and size, and nothing of the key in what it raises or logs.

httpx bounds each read, not the whole: an answer that drips would hold a call for ever. So the exchange runs on
an event loop, where one time-out covers everything, on a thread that all callers of the process share.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import os
import re
import time
import uuid
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from functools import cache, partial
from threading import Lock, Thread
from typing import Any

import httpx
from pydantic import SecretStr

from cloudmailin.client import VERSION, exchanges
from cloudmailin.client.errors import ApiError, Unauthenticated, Unavailable, UnknownOutcome
from cloudmailin.client.exchanges import Exchange
from cloudmailin.uptime import uptime

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
_ABOUT_TO_SEND = ("send_request_headers.started", "send_request_body.started")
_KEY = re.compile(r"[!-~]+")
_SHORTEST_KEY = 8
"""Anything shorter might be a word of the answer."""

_one_at_a_time = Lock()
log = logging.getLogger("cloudmailin.client")


@dataclass(frozen=True, slots=True)
class Request:
    """`base` is the URL up to the account; `path` goes on from there, without a slash in front.

    `send_before`: once `uptime()` has passed it, nothing is sent any more. `heard` is told of the exchange.
    """

    method: str
    base: str
    path: str
    key: SecretStr
    params: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None
    send_before: float = math.inf
    heard: Callable[[Exchange], None] | None = None

    @property
    def changes_something(self) -> bool:
        return self.method != "GET"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, without the key wherever it was repeated.

    `content` is the body as JSON, None where it is empty or none; `is_empty` tells these apart.
    """

    status: int
    retry_after: float | None
    request_id: str
    content: Any
    is_empty: bool


def exchange(request: Request) -> Answer:
    """Send one request and read its answer, whatever the status.

    Raises Unavailable when nothing was sent or the answer can't be used, UnknownOutcome when none came,
    Unauthenticated when the key can't be one.
    """
    id_, began = uuid.uuid4().hex, time.monotonic()
    outcome = asyncio.run_coroutine_threadsafe(_outcome(request, id_), _loop()).result()
    _note(request, id_, outcome, time.monotonic() - began)
    if request.heard:
        request.heard(_told(request, outcome))
    if isinstance(outcome, ApiError):
        # Without the frames it came through: they know the answer, and the answer may repeat the key.
        raise outcome.with_traceback(None)
    return outcome


async def _outcome(request: Request, id_: str) -> Answer | ApiError:
    try:
        async with asyncio.timeout(TOTAL_SECONDS):
            return await _exchange(request, id_)
    except ApiError as error:
        return error
    except TimeoutError:
        return UnknownOutcome("CloudMailin's answer took too long.")
    except _NOT_SENT as error:
        return Unavailable(f"CloudMailin could not be reached ({type(error).__name__}).")
    except httpx.HTTPError as error:
        return UnknownOutcome(f"The connection to CloudMailin broke ({type(error).__name__}).")


async def _exchange(request: Request, id_: str) -> Answer:
    async with _pool().stream(
        request.method,
        f"{request.base}/{request.path}",
        params=request.params,
        json=request.body,
        headers={"x-request-id": id_},
        auth=_Bearer(request.key),
        extensions={"trace": partial(_stop_if_late, request.send_before)},
    ) as response:
        body = await _read(response, request)
    return Answer(
        status=response.status_code,
        retry_after=_retry_after(response.headers.get("retry-after", "")),
        request_id=_request_id(request.key, response.headers),
        content=_json(_without(request.key, body)),
        is_empty=not body,
    )


async def _stop_if_late(send_before: float, event: str, _: Any) -> None:
    """Asked by httpcore (its "trace" extension) on a connection that stands, just before each part is written."""
    if not event.endswith(_ABOUT_TO_SEND) or uptime() <= send_before:
        return
    if event.endswith(_ABOUT_TO_SEND[0]):
        raise Unavailable("The worker was held up for too long before it could send this.")
    raise UnknownOutcome("The worker was held up for too long while it sent this.")


class _Bearer(httpx.Auth):
    """Keeps the key out of every variable that a traceback could show."""

    def __init__(self, key: SecretStr) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """A key that HTTP can't carry is no key (RFC 6750 section 2.1), and must not end up in an error about it."""
        if not _KEY.fullmatch(self._key.get_secret_value()):
            raise Unauthenticated("The API key is empty or has characters that no key has.")
        request.headers["authorization"] = f"Bearer {self._key.get_secret_value()}"
        yield request


def _without(key: SecretStr, said: bytes) -> bytes:
    secret = key.get_secret_value().encode()
    return said.replace(secret, "•••".encode()) if len(secret) >= _SHORTEST_KEY else said


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


def _retry_after(header: str) -> float | None:
    """Seconds in a Retry-After header (RFC 9110 section 10.2.3); dates and nonsense count as not said."""
    return float(header) if header.isascii() and header.isdigit() else None


def _request_id(key: SecretStr, headers: httpx.Headers) -> str:
    """What their staff can look a call up by; fit for a line of a log."""
    said = headers.get("x-request-id", "").encode()
    return re.sub(r"[^\w.-]", "", _without(key, said).decode())[:64]


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _told(request: Request, outcome: Answer | ApiError) -> Exchange:
    asked = exchanges.asked(request.method, request.path, request.params, request.body)
    if isinstance(outcome, ApiError):
        return Exchange(asked, exchanges.answered(outcome.sentence, None))
    return Exchange(asked, exchanges.answered(outcome.status, outcome.content))


def _note(request: Request, id_: str, outcome: Answer | ApiError, seconds: float) -> None:
    came = outcome.status if isinstance(outcome, Answer) else type(outcome).__name__
    theirs = f", theirs {outcome.request_id}" if isinstance(outcome, Answer) and outcome.request_id else ""
    log.info(
        "%s /%s: %s in %d ms, request %s%s",
        request.method,
        request.path,
        came,
        seconds * 1000,
        id_,
        theirs,
    )


def _loop() -> asyncio.AbstractEventLoop:
    with _one_at_a_time:
        return _running_loop()


@cache
def _running_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name="cloudmailin-client", daemon=True).start()
    return loop


@cache
def _pool() -> httpx.AsyncClient:
    """One for the process; only ever used on its loop."""
    return httpx.AsyncClient(timeout=_TIMEOUTS, follow_redirects=False, headers=_HEADERS)


def _forget() -> None:
    """A forked process has neither the thread nor a right to the parent's connections."""
    _running_loop.cache_clear()
    _pool.cache_clear()


os.register_at_fork(after_in_child=_forget)
