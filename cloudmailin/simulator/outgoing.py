"""The one way out: a POST to a URL that somebody typed in, for mail to a target and events to a webhook.

The simulator talks to its own machine only, unless it is started with `--deliver-anywhere`, so that no test
and no demo ever writes to the outside by accident; names are judged without asking the DNS. Redirects are not
followed, for the same reason.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

SECONDS = 10.0
_MOST_READ = 64 * 1024


class NotSent(Exception):
    """There was no answer; the text says why, for people."""


class OffMachine(NotSent):
    def __init__(self) -> None:
        super().__init__(
            "The URL leads off this machine. Start the simulator with --deliver-anywhere to allow it."
        )


class TimedOut(NotSent):
    def __init__(self, seconds: float) -> None:
        super().__init__(f"No answer within {seconds:g} seconds.")


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is cut off after 64 KiB."""

    status: int
    content_type: str
    body: bytes

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


async def post(
    url: str,
    content: bytes,
    headers: Mapping[str, str],
    *,
    anywhere: bool = False,
    seconds: float = SECONDS,
) -> Answer:
    """The time is for everything together. Raises NotSent, whatever the other side does."""
    try:
        target = httpx.URL(url)
        if not (anywhere or is_here(target.host)):
            raise OffMachine
        async with asyncio.timeout(seconds):
            return await _posted(target, content, headers)
    except (TimeoutError, httpx.TimeoutException):
        raise TimedOut(seconds) from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        raise NotSent(f"The server can't be reached ({type(error).__name__}).") from None


def is_here(host: str) -> bool:
    """Whether a host is this machine by its very name (RFC 6761 section 6.3)."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def _posted(url: httpx.URL, content: bytes, headers: Mapping[str, str]) -> Answer:
    target = url.copy_with(host="localhost") if url.host.endswith(".localhost") else url
    async with (
        httpx.AsyncClient(timeout=SECONDS, trust_env=False, follow_redirects=False) as client,
        client.stream(
            "POST", target, content=content, headers={**headers, "Host": url.netloc.decode()}
        ) as response,
    ):
        kind = response.headers.get("content-type", "")
        return Answer(response.status_code, kind, await _beginning(response))


async def _beginning(response: httpx.Response) -> bytes:
    read = b""
    async for chunk in response.aiter_raw():
        read += chunk
        if len(read) >= _MOST_READ:
            break
    return read[:_MOST_READ]
