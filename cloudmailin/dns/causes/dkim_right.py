"""DKIM in either form, on the domain or on its parent: CloudMailin checks both.

Source: DNS-MISTAKES rows 4, 24. Keys are compared by their p= tag (RFC 6376 section 3.6.1), all else may differ.
"""

from __future__ import annotations

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.causes.reading import leads_right, tags, values
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView, parent_dkim_names


def dkim_right(record_set: RecordSet, view: ZoneView) -> Finding | None:
    record = record_set.records[0]
    key = tags(record_set.alternative.value).get("p") if record_set.alternative else None
    for name in (record.name, *parent_dkim_names(record_set)):
        aliases, texts = values(view, name, RecordType.CNAME), values(view, name, RecordType.TXT)
        if any(leads_right(record_set, view, alias) for alias in aliases):
            return Finding(record_set.purpose, FindingStatus.OK, "dkim_right", aliases)
        if key and texts and all(tags(text).get("p") == key for text in texts):
            return Finding(record_set.purpose, FindingStatus.OK, "dkim_right", texts)
    return None
