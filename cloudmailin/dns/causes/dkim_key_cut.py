"""The DKIM value was cut short: panels that take 255 characters only, or a copy of a shortened display.

Source: DNS-MISTAKES rows 19, 20. Fix: publish the CNAME in its place.
"""

from __future__ import annotations

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.causes.reading import tags, values
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView


def dkim_key_cut(record_set: RecordSet, view: ZoneView) -> Finding | None:
    name = record_set.records[0].name
    whole = tags(record_set.alternative.value).get("p", "") if record_set.alternative else ""
    for text in values(view, name, RecordType.TXT):
        key = tags(text).get("p", "").rstrip(".…")
        if key and len(key) < len(whole) and whole.startswith(key):
            detail = {"name": name, "length": str(len(key)), "whole": str(len(whole))}
            return Finding(record_set.purpose, FindingStatus.WRONG, "dkim_key_cut", (text,), detail)
    return None
