"""Answers that go wrong below HTTP: the connection dropped, cut short, or filled byte by byte."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from . import connection


class Dropped(Response):
    """No answer: the connection is reset. Its status in the journal is 0."""

    def __init__(self) -> None:
        super().__init__(status_code=0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection.reset(connection.transport(scope))
        await connection.until_closed(receive)


class CutShort(Response):
    """Promises a body of `len(whole)` bytes, sends a part of it and closes."""

    def __init__(self, part: bytes, whole: bytes, status: int, headers: dict[str, str]) -> None:
        super().__init__(part, status, {**headers, "Content-Length": str(len(whole))})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": bytes(self.body), "more_body": True})
        connection.transport(scope).close()
        await connection.until_closed(receive)


class Dripping(Response):
    """Status line, headers and body one byte at a time, `interval` seconds apart; then it closes."""

    def __init__(self, body: bytes, status: int, headers: dict[str, str], interval: float) -> None:
        super().__init__(body, status, {**headers, "Connection": "close"})
        self._interval = interval

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        way_out = connection.transport(scope)
        for byte in self._on_the_wire():
            if way_out.is_closing():
                break
            way_out.write(bytes([byte]))
            await asyncio.sleep(self._interval)
        way_out.close()
        await connection.until_closed(receive)

    def _on_the_wire(self) -> bytes:
        """HTTP/1.1 by hand (RFC 9112 section 2.1): the server would wait for whole headers."""
        head = [f"HTTP/1.1 {self.status_code} {HTTPStatus(self.status_code).phrase}".encode()]
        head += [name + b": " + value for name, value in self.raw_headers]
        return b"\r\n".join([*head, b"", bytes(self.body)])
