"""The one way out: a POST to a URL that somebody typed in.

The simulator talks to its own machine only, unless it is started with `--deliver-anywhere`, so that no test
and no demo ever writes to the outside by accident. The address that was judged is the one connected to: a
name that leads elsewhere a moment later gains nothing. Redirects are not followed, for the same reason.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

SECONDS = 10.0
_MOST_READ = 64 * 1024
_PORTS = {"http": 80, "https": 443}


class NotSent(Exception):
    """There was no answer; the text says why, for people."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is cut off after 64 KiB."""

    status: int
    body: bytes

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


def url_problem(given: object) -> str | None:
    """What is wrong with a URL to send to, as the end of a sentence, or None."""
    try:
        url = urlsplit(given if isinstance(given, str) and given.isprintable() else "")
        valid = url.scheme in _PORTS and bool(url.hostname) and url.port != 0 and " " not in url.geturl()
    except ValueError:
        valid = False
    if not valid:
        return "is not a valid http or https URL"
    if url.username is not None or url.password is not None:
        return "can't contain a user name or password"
    return None


async def post(url: str, content: Any, *, anywhere: bool = False, seconds: float = SECONDS) -> Answer:
    """Send JSON. Raises NotSent."""
    if problem := url_problem(url):
        raise NotSent(f"The URL {problem}.")
    try:
        async with asyncio.timeout(seconds):
            return await _post(httpx.URL(url), content, anywhere)
    except TimeoutError:
        raise NotSent(f"No answer within {seconds:g} seconds.") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
        raise NotSent(f"The server can't be reached ({type(error).__name__}).") from None


async def _post(url: httpx.URL, content: Any, anywhere: bool) -> Answer:
    target = url if anywhere else url.copy_with(host=await _loopback_address(url))
    headers = {"Host": url.netloc.decode("ascii"), "User-Agent": "CloudMailin simulator"}
    async with (
        httpx.AsyncClient(timeout=SECONDS, trust_env=False, follow_redirects=False) as client,
        client.stream(
            "POST", target, json=content, headers=headers, extensions={"sni_hostname": url.host}
        ) as response,
    ):
        return Answer(response.status_code, await _beginning(response))


async def _loopback_address(url: httpx.URL) -> str:
    """Raises NotSent when the name leads, or may lead, off this machine."""
    port = url.port or _PORTS[url.scheme]
    found = await asyncio.get_running_loop().getaddrinfo(_name(url.host), port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    if not addresses or not all(ipaddress.ip_address(each).is_loopback for each in addresses):
        raise NotSent(
            "The URL leads off this machine. Start the simulator with --deliver-anywhere to allow it."
        )
    return next((each for each in addresses if ":" not in each), addresses[0])


def _name(host: str) -> str:
    """Names below `localhost` are this machine (RFC 6761 section 6.3), whatever the system's resolver says."""
    return "localhost" if host.lower().rstrip(".").endswith(".localhost") else host


async def _beginning(response: httpx.Response) -> bytes:
    read = b""
    async for chunk in response.aiter_raw():
        read += chunk
        if len(read) >= _MOST_READ:
            break
    return read[:_MOST_READ]
