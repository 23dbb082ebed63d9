"""Where inbound mail may be posted to. CloudMailin does the posting, in our name, so an address must be public.

Rules: https only; no user name or password, which CloudMailin refuses ("use auth_header"); a host name of the
public DNS rather than an address by number, which leaves no private network and no loopback.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, urlsplit

from tenants import names
from tenants.names import InvalidName

LONGEST = 500
_URL_SAFE = "/%:@!$&'()*+,;=~-._?"
_NOT_IN_A_URL = re.compile(r"[\s\\\x00-\x1f\x7f<>\"{}|^`]")


class InvalidTarget(ValueError):
    """What was typed can't be a target; the text says what to do."""


def parse(typed: str, *, allow_private: bool = False, allow_test: bool = False) -> str:
    """The target in its canonical form (RFC 3986 section 6.2.2), at most LONGEST characters.

    `allow_private`: for development, any host by name or number is taken, over plain http too; `allow_test`:
    host names that end in .test. Raises InvalidTarget.
    """
    text = typed.strip()
    url = _split(text)
    if url.scheme not in ({"https", "http"} if allow_private else {"https"}):
        raise InvalidTarget("Enter an address that begins with https://, so that mail travels encrypted.")
    if "@" in url.netloc:
        raise InvalidTarget(
            "Leave user name and password out of the address. Put them into the authorization header below."
        )
    host = _host(url) if allow_private else _public_host(url, allow_test)
    query = f"?{quote(url.query, safe=_URL_SAFE)}" if url.query else ""
    target = f"{url.scheme}://{host}{_port(url)}{quote(url.path or '/', safe=_URL_SAFE)}{query}"
    if len(target) > LONGEST:
        raise InvalidTarget(f"That is longer than {LONGEST} characters. Use a shorter address.")
    return target


def _split(text: str) -> SplitResult:
    if not text:
        raise InvalidTarget("Enter the web address that receives your mail.")
    if _NOT_IN_A_URL.search(text):
        raise InvalidTarget("That has a space or a character that no web address has. Check what you pasted.")
    try:
        url = urlsplit(text)
        url.port  # noqa: B018 (raises for a port that is none)
    except ValueError:
        raise InvalidTarget("That is not a web address. Check what you pasted.") from None
    return url


def _public_host(url: SplitResult, allow_test: bool) -> str:
    try:
        return names.parse(url.hostname or "", allow_test=allow_test)
    except InvalidName:
        raise InvalidTarget(
            "Enter a host name that the whole Internet can reach, like app.example.com."
        ) from None


def _host(url: SplitResult) -> str:
    if not url.hostname:
        raise InvalidTarget("Enter the web address that receives your mail.")
    return f"[{url.hostname}]" if ":" in url.hostname else url.hostname


def _port(url: SplitResult) -> str:
    standard = {"https": 443, "http": 80}[url.scheme]
    return "" if url.port in (None, standard) else f":{url.port}"
