"""A TXT record at the DKIM name of which receivers make no key, or not ours alone.

Source: DNS-MISTAKES rows 18, 19, 22, 23; RFC 6376 section 3.6.1. Fix: replace it by the CNAME.
"""

from __future__ import annotations

import base64
import binascii

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.causes.judged import wanted_key
from cloudmailin.dns.causes.reading import tags, values
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView


def dkim_not_readable(record_set: RecordSet, view: ZoneView) -> Finding | None:
    name = record_set.records[0].name
    found = values(view, name, RecordType.TXT)
    if found and (code := _why(found, wanted_key(record_set))):
        return Finding(record_set.purpose, FindingStatus.WRONG, code, found, {"name": name})
    return None


dkim_not_readable.codes = (  # type: ignore[attr-defined]
    "dkim_two_keys",
    "dkim_key_bare",
    "dkim_spf_there",
    "dkim_no_key",
    "dkim_revoked",
    "dkim_key_damaged",
)


def _why(texts: tuple[str, ...], wanted: str) -> str | None:
    keys = [tags(text)["p"] for text in texts if "p" in tags(text)]
    if len(keys) > 1:
        return "dkim_two_keys"
    if not keys:
        return _without_key(texts, wanted)
    if not keys[0]:
        return "dkim_revoked"
    return None if _decodes(keys[0]) else "dkim_key_damaged"


def _without_key(texts: tuple[str, ...], wanted: str) -> str:
    if wanted and any("".join(text.split()).strip("\"';") == wanted for text in texts):
        return "dkim_key_bare"
    return "dkim_spf_there" if any(text.lower().startswith("v=spf1") for text in texts) else "dkim_no_key"


def _decodes(key: str) -> bool:
    try:
        return bool(base64.b64decode(key, validate=True))
    except (binascii.Error, ValueError):
        return False
