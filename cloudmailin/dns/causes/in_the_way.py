"""Where the CNAME belongs there is something of another type: nothing can stand beside a CNAME (RFC 1034 section 3.6.2).

Source: DNS-MISTAKES rows 25 to 28, 33. Fix: delete what is there, or switch off what put it there.
"""

from __future__ import annotations

import ipaddress

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.causes.reading import values
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView

_PROXIES = tuple(
    map(
        ipaddress.ip_network,
        (
            "103.21.244.0/22",
            "103.22.200.0/22",
            "103.31.4.0/22",
            "104.16.0.0/13",
            "104.24.0.0/14",
            "108.162.192.0/18",
            "131.0.72.0/22",
            "141.101.64.0/18",
            "162.158.0.0/15",
            "172.64.0.0/13",
            "173.245.48.0/20",
            "188.114.96.0/20",
            "190.93.240.0/20",
            "197.234.240.0/22",
            "198.41.128.0/17",
            "2400:cb00::/32",
            "2405:8100::/32",
            "2405:b500::/32",
            "2606:4700::/32",
            "2803:f800::/32",
            "2a06:98c0::/29",
            "2c0f:f248::/32",
        ),
    )
)
"""Cloudflare's, as https://www.cloudflare.com/ips/ has them."""

_REDIRECTS = tuple(
    map(ipaddress.ip_network, ("162.255.119.0/24", "192.64.119.0/24", "3.33.130.190/32", "15.197.148.33/32"))
)
"""Web redirects of Namecheap and of GoDaddy."""


def in_the_way(record_set: RecordSet, view: ZoneView) -> Finding | None:
    record = record_set.records[0]
    addresses = values(view, record.name, RecordType.A) + values(view, record.name, RecordType.AAAA)
    texts = values(view, record.name, RecordType.TXT)
    servers = values(view, record.name, RecordType.MX)
    why = _address(record_set, view, addresses) if addresses else None
    if texts and not why:
        why = _text(record_set, view, texts)
    if servers and not why:
        why = "mail_server_there"
    if why is None:
        return None
    seen = addresses + servers + texts
    detail = {"name": record.name, "found": (addresses or servers or texts)[0], "target": record.value}
    return Finding(record_set.purpose, FindingStatus.WRONG, why, seen, detail)


in_the_way.codes = (  # type: ignore[attr-defined]
    "proxied",
    "redirected",
    "flattened",
    "address_there",
    "mail_server_there",
    "spf_there",
    "text_there",
)


def _address(record_set: RecordSet, view: ZoneView, addresses: tuple[str, ...]) -> str:
    target = values(view, record_set.records[0].value, RecordType.A)
    if target and set(target) == set(addresses):
        return "flattened"
    if all(_lies_in(address, _PROXIES) for address in addresses):
        return "proxied"
    if any(_lies_in(address, _REDIRECTS) for address in addresses):
        return "redirected"
    return "address_there"


def _text(record_set: RecordSet, view: ZoneView, texts: tuple[str, ...]) -> str | None:
    """A text where DKIM belongs may be a key; causes of its own tell what is wrong with it."""
    if record_set.alternative:
        return None
    if set(texts) == set(values(view, record_set.records[0].value, RecordType.TXT)):
        return "flattened"
    return "spf_there" if any(text.lower().startswith("v=spf1") for text in texts) else "text_there"


def _lies_in(address: str, networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]) -> bool:
    return any(ipaddress.ip_address(address) in network for network in networks)
