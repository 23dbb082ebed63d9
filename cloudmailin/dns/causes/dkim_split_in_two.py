"""One long DKIM value was published as two TXT records, which no mail server joins.

Source: DNS-MISTAKES row 18. Fix: one record with the whole value, or the CNAME in its place.
"""

from __future__ import annotations

import re

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.causes.reading import tags, values
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView

_REST_OF_A_KEY = re.compile(r"[A-Za-z0-9+/\s]+=*\s*;?\s*")


def dkim_split_in_two(record_set: RecordSet, view: ZoneView) -> Finding | None:
    name = record_set.records[0].name
    found = values(view, name, RecordType.TXT)
    starts = [text for text in found if "p" in tags(text)]
    rests = [text for text in found if text not in starts and _REST_OF_A_KEY.fullmatch(text)]
    if starts and rests:
        return Finding(record_set.purpose, FindingStatus.WRONG, "dkim_split_in_two", found, {"name": name})
    return None
