"""An MX record that names an IP address: it needs a host name (RFC 5321 section 5.1).

Source: DNS-MISTAKES row 12. Fix: enter the host name shown.
"""

from __future__ import annotations

import re

from cloudmailin.dns.causes.reading import host_of, seen
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView

_IPV4 = re.compile(r"\d{1,3}(\.\d{1,3}){3}(\.|$)")


def mx_is_address(record_set: RecordSet, view: ZoneView) -> Finding | None:
    found = seen(record_set, view)
    wrong = next((host_of(value) for value in found if _IPV4.match(host_of(value))), None)
    if wrong is None:
        return None
    return Finding(record_set.purpose, FindingStatus.WRONG, "mx_is_address", found, {"target": wrong})
