"""The ports of one embedded stack: the web's, and the others derived from it."""

from __future__ import annotations

import contextlib
import random
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass

_WAIT_FOR_THE_LAST_RUN = 3.0

_FREE_ONES = range(20_000, 32_700, 6)
"""Below the ports that Linux hands out for connections (ip_local_port_range), which could take one meanwhile."""


class PortTaken(Exception):
    """Somebody else listens on a port that is needed."""


@dataclass(frozen=True, slots=True)
class Ports:
    web: int
    simulator: int
    dns: int
    postgres: int
    redis: int
    resolver: int

    @classmethod
    def derive(cls, web: int) -> Ports:
        return cls(*range(web, web + 6))

    @classmethod
    def free(cls) -> Ports:
        """Six ports in a row that nobody listens on."""
        for _ in range(200):
            ports = cls.derive(random.choice(_FREE_ONES))
            if not list(ports.taken()):
                return ports
        raise PortTaken("There are no six free ports in a row between 20000 and 32700.")

    def taken(self) -> Iterator[tuple[int, str]]:
        for name in self.__slots__:
            port: int = getattr(self, name)
            if not _is_free(port, udp=name in ("dns", "resolver")):
                yield port, name

    def require_free(self) -> None:
        """Raise PortTaken, with what to do, unless all are free; what a run killed just now held is waited for."""
        deadline = time.monotonic() + _WAIT_FOR_THE_LAST_RUN
        while taken := next(self.taken(), None):
            if time.monotonic() > deadline:
                port, name = taken
                other = self.web + 1000 if self.web < 60_000 else self.web - 1000
                raise PortTaken(
                    f"Port {port}, which the demo needs for {name}, is taken. "
                    f"Choose six others with PORT, like: PORT={other} make demo"
                )
            time.sleep(0.2)


def _is_free(port: int, *, udp: bool) -> bool:
    kinds = [socket.SOCK_STREAM, socket.SOCK_DGRAM] if udp else [socket.SOCK_STREAM]
    with contextlib.ExitStack() as sockets:
        for kind in kinds:
            tried = sockets.enter_context(socket.socket(socket.AF_INET, kind))
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(kind == socket.SOCK_STREAM))
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True


def listens(port: int) -> bool:
    """Whether something accepts connections on a loopback port."""
    with socket.socket() as tried:
        tried.settimeout(1)
        return tried.connect_ex(("127.0.0.1", port)) == 0
