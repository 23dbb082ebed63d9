"""UDP sockets shared by many questions at a time: a socket for each costs more than asking.

What keeps a stranger's packet out is that it has to come from the address that was asked, to one of several ports
that the system chose at random, with one of 65,536 ids (RFC 5452); packets that fit nothing are dropped unread.
A socket is closed as soon as nobody waits at it, so that its port does not live longer than a batch.
"""

from __future__ import annotations

import asyncio
import ipaddress
import secrets
import socket
from collections.abc import Callable
from typing import TypeVar

from cloudmailin.dns.packets import ID_BYTES, LARGEST

_SOCKETS = 8
"""At most so many for each family of addresses."""

_BUFFER = 1 << 20
"""Bytes of answers that may wait in the system while Python is busy."""

_AT_A_TIME = 64

_Key = tuple[str, int, bytes]

T = TypeVar("T")
"""What an accepted reply is read as."""


class Sockets:
    """Belongs to one event loop."""

    def __init__(self) -> None:
        self._open: dict[socket.AddressFamily, list[_Socket]] = {}

    async def ask(
        self, body: bytes, address: str, port: int, accept: Callable[[bytes], T | None], seconds: float
    ) -> T:
        """Send a message of which `body` is all but the id, and wait until a reply's body is accepted.

        Raises TimeoutError, and OSError where the system knows no way to the address.
        """
        at = ipaddress.ip_address(address)
        chosen = self._socket(socket.AF_INET if at.version == 4 else socket.AF_INET6)
        try:
            return await chosen.ask(body, (at.compressed, port), accept, seconds)
        finally:
            if not chosen.waiting:
                chosen.close()

    def _socket(self, family: socket.AddressFamily) -> _Socket:
        usable = [each for each in self._open.get(family, ()) if not each.closed]
        if len(usable) < _SOCKETS:
            usable.append(_Socket(family))
        self._open[family] = usable
        return secrets.choice(usable)


class _Socket:
    """One socket, and who waits at it: by the address asked and the id of the message."""

    def __init__(self, family: socket.AddressFamily) -> None:
        self.waiting: dict[_Key, Callable[[bytes], None]] = {}
        self.closed = False
        self._loop = asyncio.get_running_loop()
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        self._socket.bind(("", 0))
        self._loop.add_reader(self._socket, self._receive)

    def close(self) -> None:
        self.closed = True
        self._loop.remove_reader(self._socket)
        self._socket.close()

    async def ask(
        self, body: bytes, to: tuple[str, int], accept: Callable[[bytes], T | None], seconds: float
    ) -> T:
        accepted: asyncio.Future[T] = self._loop.create_future()

        def hear(reply: bytes) -> None:
            said = accept(reply)
            if said is not None and not accepted.done():
                accepted.set_result(said)

        key = (*to, self._fresh_id(to))
        self.waiting[key] = hear
        try:
            async with asyncio.timeout(seconds):
                self._send(key[-1] + body, to)
                return await accepted
        finally:
            del self.waiting[key]

    def _fresh_id(self, to: tuple[str, int]) -> bytes:
        while (*to, id := secrets.token_bytes(ID_BYTES)) in self.waiting:
            pass
        return id

    def _send(self, message: bytes, to: tuple[str, int]) -> None:
        try:
            self._socket.sendto(message, to)
        except BlockingIOError:
            """Lost on this machine as it might be on the way: the next attempt sends it anew."""

    def _receive(self) -> None:
        """Everything that has arrived, up to a number, lest a flood keep the event loop."""
        for _ in range(_AT_A_TIME):
            try:
                reply, sender = self._socket.recvfrom(LARGEST)
            except OSError:  # nothing more, or word of an earlier message that found nobody
                return
            if hear := self.waiting.get((sender[0], sender[1], reply[:ID_BYTES])):
                hear(reply[ID_BYTES:])
