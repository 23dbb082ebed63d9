"""The command line."""

from __future__ import annotations

import argparse
import socket
from dataclasses import dataclass
from pathlib import Path

from .knobs import CHECKS, NORMAL, Knobs, turned
from .limiter import Window

_ABOUT = """\
A stand-in for CloudMailin on one machine: its management API with the rate limit, delayed
deletions and verification by real DNS look-ups; an authoritative name server; and a page, /dns/,
that plays the DNS host of the customers."""


@dataclass(frozen=True, slots=True)
class Options:
    """Times in seconds. `resolver` is None for the simulator's own name server. `knobs`: of new accounts."""

    host: str
    port: int
    dns_port: int
    resolver_port: int | None
    data: Path | None
    limit: int
    period: float
    knobs: Knobs
    resolver: tuple[str, int] | None
    wanted_url: str | None
    accounts: tuple[tuple[str, str], ...]
    smtp: tuple[tuple[str, str, str], ...]
    any_sender: bool
    deliver_anywhere: bool
    mail_retries: tuple[float, ...]
    max_mail_bytes: int


def parse(arguments: list[str] | None = None) -> Options:
    given = vars(_parser().parse_args(arguments))
    knobs = turned(NORMAL, {name: given.pop(name) for name in CHECKS if name in given})
    return Options(
        **{**given, "knobs": knobs, "accounts": tuple(given["accounts"]), "smtp": tuple(given["smtp"])}
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m cloudmailin.simulator", description=_ABOUT)
    option = parser.add_argument
    option("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    option(
        "--port", type=_port, default=8001, help="TCP port of the API and the pages (default: %(default)s)"
    )
    option(
        "--dns-port",
        type=_port,
        default=8002,
        help="UDP and TCP port of the name server (default: %(default)s)",
    )
    option(
        "--resolver-port",
        type=_port,
        help="UDP and TCP port of a public resolver, which remembers answers and absences (default: none)",
    )
    option(
        "--data",
        type=Path,
        metavar="FILE.json",
        help="keep everything in this file; without it a restart forgets",
    )
    option(
        "--limit",
        type=_positive,
        default=5,
        help="calls that a new account has per period (default: %(default)s)",
    )
    option(
        "--period", type=_seconds, default=60.0, help="seconds that the limit counts (default: %(default)s)"
    )
    option(
        "--delete-seconds",
        type=_seconds_or_never,
        default=2.0,
        metavar="SECONDS|never",
        help="how long a deletion takes (default: %(default)s)",
    )
    option(
        "--window",
        choices=list(Window),
        default=Window.SLIDING,
        help="how the limit counts, for a new account (default: %(default)s)",
    )
    option(
        "--list-lag",
        type=_seconds,
        default=0.0,
        metavar="SECONDS",
        help="how long a new object is missing from lists (default: %(default)s)",
    )
    option(
        "--page-size",
        type=_positive,
        metavar="N",
        help="how many domains a page of a list has (default: all of them)",
    )
    option(
        "--resolver",
        type=_endpoint,
        metavar="HOST:PORT",
        help="where DNS is asked (default: its own name server)",
    )
    option(
        "--wanted-url",
        metavar="URL",
        help="where the pages ask which records a zone should have: URL?zone=NAME",
    )
    option(
        "--account",
        dest="accounts",
        type=_account,
        action="append",
        default=[],
        metavar="ID:KEY",
        help="an account and its API key; may be repeated. One that the data file has already stays as it is",
    )
    option(
        "--smtp",
        type=_outbound_account,
        action="append",
        default=[],
        metavar="USERNAME:TOKEN[:ACCOUNT]",
        help="an outbound account that sends messages, of the first --account unless another is named; may "
        "be repeated. One that the data file has already stays as it is",
    )
    option(
        "--any-sender",
        action="store_true",
        help="let the outbound accounts given by --smtp send from any domain, not only from verified ones",
    )
    option(
        "--deliver-anywhere",
        action="store_true",
        help="hand mails and events to machines other than this one too (default: to this one only)",
    )
    option(
        "--mail-retries",
        type=_waits,
        default=(5.0, 15.0, 60.0),
        metavar="SECONDS,...",
        help="waits before a delayed mail is tried again, or 'none' (default: 5,15,60)",
    )
    option(
        "--max-mail-bytes",
        type=_positive,
        default=10_000_000,
        help="size up to which a mail is taken in (default: %(default)s)",
    )
    return parser


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65_535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port (1 to 65535)")


def _positive(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if 0 <= seconds < float("inf"):
        return seconds
    raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")


def _waits(text: str) -> tuple[float, ...]:
    return () if text == "none" else tuple(_seconds(each) for each in text.split(","))


def _seconds_or_never(text: str) -> float | None:
    return None if text == "never" else _seconds(text)


def _endpoint(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not (host and colon):
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT")
    try:
        found = socket.getaddrinfo(host.strip("[]"), _port(port), type=socket.SOCK_DGRAM)
    except OSError:
        raise argparse.ArgumentTypeError(f"{host!r} can't be found") from None
    address = found[0][4]
    return str(address[0]), int(address[1])


def _account(text: str) -> tuple[str, str]:
    id_, _, key = text.partition(":")
    if not (id_ and key):
        raise argparse.ArgumentTypeError(f"{text!r} is not ID:KEY")
    return id_, key


def _outbound_account(text: str) -> tuple[str, str, str]:
    username, _, rest = text.partition(":")
    token, _, account = rest.partition(":")
    if username and token:
        return username, token, account
    raise argparse.ArgumentTypeError(f"{text!r} is not USERNAME:TOKEN or USERNAME:TOKEN:ACCOUNT")
