"""A TCP proxy whose connections can go deaf: what the server says on them is no longer passed on."""

from __future__ import annotations

import asyncio
from threading import Thread


class Proxy:
    """In front of a port of this machine; connections made after `deafen` are as good as ever."""

    def __init__(self, port: int) -> None:
        self._behind = port
        self._generation = 0
        self._loop = asyncio.new_event_loop()
        Thread(target=self._loop.run_forever, daemon=True).start()
        starting = asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result()

    @property
    def port(self) -> int:
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def deafen(self) -> None:
        self._generation += 1

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        made_in = self._generation
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self._behind)
        await asyncio.gather(
            self._pass_on(reader, to_server, None), self._pass_on(from_server, writer, made_in)
        )

    async def _pass_on(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, made_in: int | None
    ) -> None:
        while said := await source.read(65_536):
            if made_in in (None, self._generation):
                sink.write(said)
        sink.close()
