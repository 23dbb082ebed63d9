"""Run the simulator: `python -m cloudmailin.simulator --help`.

Exit status: 0 after SIGTERM or SIGINT, 2 for a wrong option, a port that is taken or a data file that can't
be used.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import uvicorn

from . import app, options, outbound_control
from .connection import OpenProtocol
from .journal import Journal
from .knobs import Knobs
from .lookup import Lookup
from .mailbox import Mailbox
from .mailroom import Mailroom
from .nameserver import NameServer
from .options import Options
from .public_resolver import PublicResolver
from .state import State
from .webhooks import Webhooks
from .world import World

_LAST_ANSWERS_SECONDS = 2
_TRIES = 10

_UdpAndTcp = tuple[socket.socket, socket.socket]


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    chosen = options.parse()
    try:
        http, own_door = _bound(chosen.host, chosen.port, "--port"), _own_door()
        dns = _dns_sockets(chosen, chosen.dns_port, "--dns-port")
        public = chosen.resolver_port and _dns_sockets(chosen, chosen.resolver_port, "--resolver-port")
        world = _world(chosen, own_door[0].getsockname())
    except (OSError, ValueError) as trouble:
        sys.stderr.write(f"simulator: {trouble}\n")
        sys.exit(2)
    asyncio.run(_serve(chosen, world, http, (dns, own_door), public or None))


def _leave(_number: int, _frame: FrameType | None) -> None:
    """Also what uvicorn's own signal handling ends in, once it has shut down."""
    sys.exit(0)


def _world(chosen: Options, own_door: tuple[str, int]) -> World:
    """Raises ValueError or OSError when the data file can't be used."""
    mailbox = Mailbox(chosen.data.with_name(chosen.data.name + ".mail") if chosen.data else None)
    world = World(
        state=_state(chosen.data, chosen.knobs),
        journal=Journal(chosen.data.with_name(chosen.data.name + ".calls") if chosen.data else None),
        lookup=Lookup(*(chosen.resolver or own_door)),
        mailbox=mailbox,
        webhooks=Webhooks(mailbox, anywhere=chosen.deliver_anywhere),
        limit=chosen.limit,
        period=chosen.period,
        knobs=chosen.knobs,
        wanted_url=chosen.wanted_url,
        mailroom=Mailroom(chosen.deliver_anywhere, chosen.mail_retries, chosen.max_mail_bytes),
    )
    for id_, key in chosen.accounts:
        if id_ not in world.state.accounts:
            world.account(id_, key)
    outbound_control.add_given(world, chosen.smtp, verified_senders_only=not chosen.any_sender)
    return world


def _state(path: Path | None, knobs: Knobs) -> State:
    try:
        return State(path, knobs)
    except (ValueError, TypeError, KeyError, AttributeError):
        message = f"{path} is not a data file of this simulator. Move it away to start afresh."
        raise ValueError(message) from None


def _dns_sockets(chosen: Options, port: int, option: str) -> _UdpAndTcp:
    udp = _bound(chosen.host, port, option, socket.SOCK_DGRAM)
    return udp, _bound(chosen.host, port, option)


def _own_door() -> _UdpAndTcp:
    """Where CloudMailin asks: in the real world it doesn't wait behind what others ask the same name server."""
    for _ in range(_TRIES):
        tcp = _bound("127.0.0.1", 0, "--dns-port")
        try:
            return _bound("127.0.0.1", tcp.getsockname()[1], "--dns-port", socket.SOCK_DGRAM), tcp
        except OSError:
            tcp.close()
    raise OSError("No port is free for both UDP and TCP.")


def _bound(host: str, port: int, option: str, kind: socket.SocketKind = socket.SOCK_STREAM) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio switches Nagle's delay off only where it is.
    bound = socket.socket(
        family, kind, socket.IPPROTO_TCP if kind == socket.SOCK_STREAM else socket.IPPROTO_UDP
    )
    if kind == socket.SOCK_STREAM:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        reason = f"{host} port {port} can't be used ({error.strerror}). Choose another one with {option}."
        raise OSError(reason) from None
    return bound


async def _serve(
    chosen: Options,
    world: World,
    http: socket.socket,
    dns: Sequence[_UdpAndTcp],
    public: _UdpAndTcp | None,
) -> None:
    names = NameServer(world.state.zones, world.queries)
    for door in dns:
        await names.start(*door)
    resolver = PublicResolver(world.state.zones, world.queries)
    if public:
        await resolver.start(*public)
    config = uvicorn.Config(
        app.build(world),
        log_level="warning",
        lifespan="off",
        http=OpenProtocol,
        server_header=False,
        timeout_graceful_shutdown=_LAST_ANSWERS_SECONDS,
    )
    try:
        await _Server(config, chosen).serve(sockets=[http])
    finally:
        names.stop()
        resolver.stop()


class _Server(uvicorn.Server):
    """Says on stdout when it can be used."""

    def __init__(self, config: uvicorn.Config, chosen: Options) -> None:
        super().__init__(config)
        self._chosen = chosen

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        site = f"http://{self._chosen.host}:{self._chosen.port}"
        dns = f"{self._chosen.host}:{self._chosen.dns_port}"
        sys.stdout.write(
            f"Simulator ready: API {site}{app.API_PATH}/, DNS host {site}/dns/, name server {dns}\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
