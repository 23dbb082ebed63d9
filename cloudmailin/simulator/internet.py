"""The outside world that the demo needs: the top-level domain, a DNS host, and CloudMailin's own names.

Their names are real, their addresses are loopback addresses, so that nothing ever leaves the machine.
"""

from __future__ import annotations

import dns.name
import dns.zone

from .objects import DKIM_HOME

_HEAD = """
$TTL 60
@ SOA ns1.dns-host.test. hostmaster.dns-host.test. 1 3600 600 86400 {absent_seconds}
@ NS ns1.dns-host.test.
@ NS ns2.dns-host.test.
"""
_BELOW_TOP_LEVEL = """
dns-host NS ns1.dns-host.test.
dns-host NS ns2.dns-host.test.
"""
_DNS_HOST = """
@ A 127.0.0.1
ns1 A 127.0.0.1
ns2 A 127.0.0.1
"""
# Receiving by a CNAME to `clients` is no longer recommended and still works, so its MX records are here too.
_INBOUND = """
client1 A 127.0.0.11
client2 A 127.0.0.12
client3 A 127.0.0.13
clients MX 10 client1
clients MX 10 client2
clients MX 10 client3
@ MX 10 client1
@ MX 10 client2
@ MX 10 client3
"""
_OUTBOUND = """
feedback-smtp A 127.0.0.21
feedback-smtp MX 10 feedback-smtp
feedback-smtp TXT "v=spf1 ip4:127.0.0.21 -all"
"""
# 192.0.2.0/24 is for documentation (RFC 5737).
_CUSTOMER = """
@ A 192.0.2.80
www A 192.0.2.80
"""

# Soon enough that nobody has to wait for a zone that was made after somebody asked for it.
_UNREGISTERED_SECONDS = 5

TOP_LEVEL = dns.name.from_text("test.")
DKIM_HOME_NAME = dns.name.from_text(DKIM_HOME)


def world() -> list[dns.zone.Zone]:
    return [
        _zone(TOP_LEVEL.to_text(), _BELOW_TOP_LEVEL, absent_seconds=_UNREGISTERED_SECONDS),
        _zone("dns-host.test.", _DNS_HOST),
        _zone("cloudmailin.net.", _INBOUND),
        _zone("cloudmta.net.", _OUTBOUND),
    ]


def new_customer_zone(origin: dns.name.Name) -> dns.zone.Zone:
    """What a DNS host sets up for a new customer: name servers and a website."""
    return _zone(origin.to_text(), _CUSTOMER)


def _zone(origin: str, records: str, *, absent_seconds: int = 60) -> dns.zone.Zone:
    head = _HEAD.format(absent_seconds=absent_seconds)
    return dns.zone.from_text(head + records, origin, relativize=False)
