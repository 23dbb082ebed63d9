"""One HTTP request to a customer's target, and what its answer means for the mail.

Documented: 2xx accepted; 4xx rejected for good, with the target's own words if they are text/plain; any other
answer, or none: the sender tries again later. CloudMailin's pages also speak of following redirects; here
none is followed and the sender tries again (a choice: a mail must not be led to where nobody meant it to go).
Only this machine is sent to, unless the simulator is told otherwise. The User-Agent is a choice.
"""

from __future__ import annotations

import asyncio
import ipaddress
from dataclasses import dataclass

import httpx

from .incoming import Category, Word

SECONDS = 10.0
_ANSWER_BYTES = 16_384
_SAID_LETTERS = 300
_AGENT = "CloudMailin Server"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A request that is ready to go. `authorization`: the whole value of that header."""

    url: str
    content_type: str
    content: bytes
    authorization: str | None = None

    def headers(self) -> dict[str, str]:
        secret = {"Authorization": self.authorization} if self.authorization else {}
        return {
            "User-Agent": _AGENT,
            "Content-Type": self.content_type,
            "Accept-Encoding": "identity",
            **secret,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """`status`: the HTTP code or one of our words; `said`: a reason in the target's words."""

    status: str
    said: str = ""

    @property
    def category(self) -> Category:
        if self.status in (Word.REGEXP, Word.MAX_SIZE):
            return Category.MAX_SIZE if self.status == Word.MAX_SIZE else Category.REJECTED
        first = self.status[:1]
        return {"2": Category.SUCCESSFUL, "4": Category.REJECTED}.get(first, Category.DELAYED)


async def deliver(parcel: Parcel, *, anywhere: bool, seconds: float = SECONDS) -> Answer:
    """Never raises for what a target does. The time is for everything together."""
    try:
        url = httpx.URL(parcel.url)
        if not (anywhere or is_here(url.host)):
            return Answer(Word.NOT_SENT)
        async with asyncio.timeout(seconds):
            return await _posted(parcel, url)
    except (TimeoutError, httpx.TimeoutException):
        return Answer(Word.CLIENT_TIMEOUT)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
        return Answer(Word.UNREACHABLE)


def is_here(host: str) -> bool:
    """Whether a host is this machine by its very name, so that no DNS is asked (RFC 6761 section 6.3)."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def _posted(parcel: Parcel, url: httpx.URL) -> Answer:
    headers = parcel.headers() | {"Host": url.netloc.decode()}
    if url.host.endswith(".localhost"):
        url = url.copy_with(host="localhost")
    async with (
        httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=SECONDS) as client,
        client.stream("POST", url, headers=headers, content=parcel.content) as response,
    ):
        return Answer(str(response.status_code), await _said(response))


async def _said(response: httpx.Response) -> str:
    """What a target gives as its reason, on one line: as much of the body as anybody reads."""
    if response.is_success or not response.headers.get("content-type", "").startswith("text/plain"):
        return ""
    content = b""
    async for chunk in response.aiter_raw():
        content += chunk
        if len(content) > _ANSWER_BYTES:
            break
    return " ".join(content[:_ANSWER_BYTES].decode(errors="replace").split())[:_SAID_LETTERS]
