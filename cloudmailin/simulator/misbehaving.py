"""A call that a fault has struck: what it asks for is done or not, and something else is answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol, cast

from starlette.middleware.base import RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from . import spoiling
from .broken import CutShort, Dripping, Dropped
from .errors import error_response
from .faults import Body, Fault, Kind, Length

_JSON = "application/json"
_HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Real:
    """The answer that the call would have had."""

    status: int = 200
    body: bytes = b""
    type: str = _JSON

    @property
    def headers(self) -> dict[str, str]:
        return {"Content-Type": self.type}


class _Streamed(Protocol):
    body_iterator: AsyncIterable[bytes]


async def misbehave(fault: Fault, request: Request, call_next: RequestResponseEndpoint) -> Response:
    """The request is read first: whether the client is still there must not decide about the effect."""
    await request.body()
    await asyncio.sleep(fault.latency)
    real = await _real(await call_next(request)) if fault.has_effect else Real()
    await asyncio.sleep(fault.latency_after)
    return _ANSWERS[fault.what](fault, real)


async def _real(response: Response) -> Real:
    chunks = [chunk async for chunk in cast(_Streamed, response).body_iterator]
    return Real(response.status_code, b"".join(chunks), response.headers.get("content-type", _JSON))


def _plain(real: Real, body: bytes) -> Response:
    return Response(body, real.status, real.headers)


def _status(fault: Fault, _real: Real) -> Response:
    headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
    if fault.body is Body.EMPTY:
        return Response(status_code=fault.status, headers=headers)
    if fault.body is Body.HTML:
        return Response(spoiling.PAGE, fault.status, headers, _HTML)
    return error_response(fault.status, _phrase(fault.status), headers)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _truncated(fault: Fault, real: Real) -> Response:
    half = spoiling.halved(real.body)
    if fault.length is Length.FITS:
        return _plain(real, half)
    return CutShort(half, real.body, real.status, real.headers)


def _huge(fault: Fault, real: Real) -> Response:
    return StreamingResponse(spoiling.padded(real.body, fault.megabytes), real.status, real.headers)


def _bomb(fault: Fault, real: Real) -> Response:
    body = spoiling.gzipped(spoiling.padded(real.body, fault.megabytes))
    return Response(body, real.status, {**real.headers, "Content-Encoding": "gzip"})


_ANSWERS: dict[Kind, Callable[[Fault, Real], Response]] = {
    Kind.DROP_BEFORE: lambda _fault, _real: Dropped(),
    Kind.DROP_AFTER: lambda _fault, _real: Dropped(),
    Kind.STATUS: _status,
    Kind.HTML: lambda _fault, _real: Response(spoiling.PAGE, media_type=_HTML),
    Kind.GARBAGE: lambda _fault, _real: Response(spoiling.GARBAGE, media_type=_JSON),
    Kind.REDIRECT: lambda fault, _real: RedirectResponse(fault.location, 302),
    Kind.SLOW: lambda _fault, real: _plain(real, real.body),
    Kind.TRUNCATED: _truncated,
    Kind.EXTRA_FIELDS: lambda _fault, real: _plain(real, spoiling.with_extra_fields(real.body)),
    Kind.NULL_FIELDS: lambda _fault, real: _plain(real, spoiling.with_nulls(real.body)),
    Kind.WRONG_CHARSET: lambda _fault, real: _plain(real, spoiling.in_utf16(real.body)),
    Kind.HUGE: _huge,
    Kind.GZIP_BOMB: _bomb,
    Kind.DRIP: lambda fault, real: Dripping(real.body, real.status, real.headers, fault.interval),
}
