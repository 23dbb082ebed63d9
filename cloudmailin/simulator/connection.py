"""The TCP connection beneath a request, for answers that no HTTP server would give.

Each request's scope holds its transport, as `scope["state"]["transport"]`.
"""

from __future__ import annotations

import asyncio
import socket
import struct

from starlette.types import Receive, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

_NO_LINGER = struct.pack("ii", 1, 0)


class OpenProtocol(H11Protocol):
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


def transport(scope: Scope) -> asyncio.Transport:
    found: asyncio.Transport = scope["state"]["transport"]
    return found


def reset(connection: asyncio.Transport) -> None:
    """Close with RST, not FIN: what SO_LINGER with a time of 0 means (POSIX, and every system's socket(7))."""
    own: socket.socket = connection.get_extra_info("socket")
    own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    connection.abort()


async def until_closed(receive: Receive) -> None:
    """The server must not see an unanswered request return before it knows that the connection is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
