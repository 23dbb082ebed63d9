"""A TCP proxy whose connections can go deaf, be closed or be reset, as a network does it to them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from threading import Thread

_AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER with no time to linger: closing sends RST (socket(7))."""


class Proxy:
    """In front of a port of this machine; connections made after a disturbance are as good as ever."""

    def __init__(self, port: int) -> None:
        self._behind = port
        self._generation = 0
        self._ends: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        Thread(target=self._loop.run_forever, daemon=True).start()
        starting = asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result()

    @property
    def port(self) -> int:
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def deafen(self) -> None:
        """What the server says on the connections of now is no longer passed on."""
        self._generation += 1

    def cut(self) -> None:
        """Close all connections, on both sides, in good order."""
        self._loop.call_soon_threadsafe(self._end_all, False)

    def reset(self) -> None:
        """Break all connections, on both sides, in the middle of whatever they carry."""
        self._loop.call_soon_threadsafe(self._end_all, True)

    def _end_all(self, by_reset: bool) -> None:
        for end in self._ends:
            if by_reset:
                end.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
                end.transport.abort()
            else:
                end.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        made_in = self._generation
        try:
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self._behind)
        except OSError:
            writer.close()
            return
        self._ends |= {writer, to_server}
        try:
            await asyncio.gather(
                self._pass_on(reader, to_server, None), self._pass_on(from_server, writer, made_in)
            )
        finally:
            self._ends -= {writer, to_server}

    async def _pass_on(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, made_in: int | None
    ) -> None:
        with contextlib.suppress(OSError):
            while said := await source.read(65_536):
                if made_in in (None, self._generation):
                    sink.write(said)
        sink.close()
