"""The ownership record is nearly there: its token alone, half of it, an older one, as a name or as a CNAME.

Source: DNS-MISTAKES rows 6, 7, 20, 25. Fix: one TXT record with the name and the whole value shown.
"""

from __future__ import annotations

from cloudmailin.dns.answers import Found, RecordType
from cloudmailin.dns.causes.reading import seen, values
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.probes import nobody, token_as_name
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView

_LEAST_CUT = 8
"""Characters of the value that must be left to call it one cut short."""


def token_near(record_set: RecordSet, view: ZoneView) -> Finding | None:
    name = record_set.records[0].name
    for text in sorted(seen(record_set, view)):
        if code := _near(text, record_set.records[0].value):
            return _wrong(record_set, code, seen(record_set, view), name)
    return None


def token_as_alias(record_set: RecordSet, view: ZoneView) -> Finding | None:
    record = record_set.records[0]
    answer = view.answer(record.name, record.type)
    zone = view.zone.apex if view.zone else ""
    if isinstance(answer, Found) and answer.alias in (record.value, f"{record.value}.{zone}"):
        return _wrong(record_set, "token_as_alias", (answer.alias,), record.name)
    return None


def token_in_the_name(record_set: RecordSet, view: ZoneView) -> Finding | None:
    """What a wildcard says of any name does not count."""
    record = record_set.records[0]
    zone = view.zone.apex if view.zone else ""
    _key, _equals, token = record.value.partition("=")
    for base in dict.fromkeys((record_set.domain, zone)):
        pair, whole = token_as_name(record.value, base)
        found, there = values(view, pair, RecordType.TXT), values(view, whole, RecordType.TXT)
        if token in found:
            return _wrong(record_set, "token_in_the_name", found, pair)
        if there and there != values(view, nobody(zone), RecordType.TXT):
            return _wrong(record_set, "token_in_the_name", there, whole)
    return None


token_near.codes = ("token_bare", "token_cut", "token_old")  # type: ignore[attr-defined]


def _near(text: str, value: str) -> str | None:
    key, _equals, token = value.partition("=")
    start = text.strip("\"' ").rstrip(".…")
    if start == token:
        return "token_bare"
    if value.startswith(start) and _LEAST_CUT <= len(start) < len(value):
        return "token_cut"
    if start.startswith(f"{key}=") and start != value:
        return "token_old"
    return None


def _wrong(record_set: RecordSet, code: str, seen: tuple[str, ...], found: str) -> Finding:
    detail = {"name": record_set.records[0].name, "found": found, "target": record_set.records[0].value}
    return Finding(record_set.purpose, FindingStatus.WRONG, code, seen, detail)
