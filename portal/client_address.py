"""Where a request comes from: the peer, or behind a proxy of ours the address that this proxy has seen."""

from __future__ import annotations

import re
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

_WITH_PORT = re.compile(r"\[(?P<six>[^\]]+)\](?::\d+)?|(?P<four>[\d.]+):\d+")


def client_address(request: HttpRequest) -> str:
    """The client's address, canonical; empty where it is not known (a local socket).

    Each proxy adds on the right the address it was called from, so what stands further left than our own proxies'
    additions was written by the client and is not believed.
    """
    peer = _canonical(request.META.get("REMOTE_ADDR", ""))
    if not settings.PROXY_HOPS:
        return peer
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-settings.PROXY_HOPS :]
    return _canonical(hops[0]) or peer


def _canonical(text: str) -> str:
    """Empty where the text is no address; an IPv4 address inside IPv6 is itself (RFC 4291 section 2.5.5.2)."""
    text = text.strip()
    if match := _WITH_PORT.fullmatch(text):
        text = match["six"] or match["four"]
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    inside = getattr(address, "ipv4_mapped", None)
    return str(inside or address).partition("%")[0]
