"""Which addresses a customer's delegation may make us send to."""

from __future__ import annotations

import ipaddress

_CARRIERS = (ipaddress.ip_network("2002::/16"), ipaddress.ip_network("64:ff9b::/96"))
"""IPv6 addresses that carry an IPv4 address lead wherever that one leads (RFC 3056, RFC 6052)."""


def is_public(address: str) -> bool:
    found = ipaddress.ip_address(address)
    odd = found.is_multicast or (found.version == 6 and found.is_site_local)
    return found.is_global and not odd and not any(found in carrier for carrier in _CARRIERS)
