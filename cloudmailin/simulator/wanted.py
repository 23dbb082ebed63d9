"""The records that a service asks the customer to publish, held against what is in the zone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import dns.zone
import httpx
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT

from . import records, zones
from .records import Record, RecordProblems

_SECONDS = 3.0


class WishState(StrEnum):
    PRESENT = "present"
    MISSING = "missing"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Wish:
    """One record asked for. `reason`: why a blocked one can't be added; `record`: None if unreadable."""

    name: str
    type: str
    value: str
    purpose: str
    state: WishState
    reason: str = ""
    record: Record | None = None


class Unreachable(Exception):
    """The service gave no list; the text is for the page."""


async def wishes(url: str, zone: dns.zone.Zone) -> list[Wish]:
    """Ask the service for its list. Raises Unreachable."""
    name = records.plain(zones.origin(zone))
    try:
        async with httpx.AsyncClient(timeout=_SECONDS, trust_env=False) as client:
            response = (await client.get(url, params={"zone": name})).raise_for_status()
        return judged(response.json()["records"], zone)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError):
        raise Unreachable(
            "The portal did not send its list. Start the portal, then load this page again."
        ) from None


def judged(listed: Iterable[dict[str, Any]], zone: dns.zone.Zone) -> list[Wish]:
    return [_judge(each, zone) for each in listed]


def _judge(asked: dict[str, Any], zone: dns.zone.Zone) -> Wish:
    name, type_, value, purpose = (str(asked.get(each, "")) for each in ("name", "type", "value", "purpose"))

    def wish(state: WishState, reason: str = "", record: Record | None = None) -> Wish:
        return Wish(name, type_, value, purpose, state, reason, record)

    try:
        record = records.parse(
            f"{name.removesuffix('.')}.", type_, value, records.DEFAULT_TTL, zone=zones.origin(zone)
        )
    except RecordProblems as problem:
        return wish(WishState.BLOCKED, str(problem))
    if _is_there(zone, record):
        return wish(WishState.PRESENT, record=record)
    if reason := zones.clash(zone, record) or _second_policy(zone, record):
        return wish(WishState.BLOCKED, reason)
    return wish(WishState.MISSING, record=record)


def _is_there(zone: dns.zone.Zone, record: Record) -> bool:
    """For a mail server the priority is the customer's own affair."""
    present = zone.get_rdataset(record.name, record.rdata.rdtype) or ()
    if isinstance(record.rdata, MX):
        return record.rdata.exchange in {each.exchange for each in present if isinstance(each, MX)}
    return record.rdata in present


def _second_policy(zone: dns.zone.Zone, record: Record) -> str | None:
    """A second `v=DMARC1` or `v=spf1` makes both void (RFC 7489 section 6.6.3, RFC 7208 section 4.5)."""
    version = _version(record.rdata)
    present = zone.get_rdataset(record.name, record.rdata.rdtype) or ()
    if version is None or version not in {_version(each) for each in present}:
        return None
    return f"There is another record that begins with {version}. Change that one instead of adding a second."


def _version(rdata: object) -> str | None:
    if not isinstance(rdata, TXT):
        return None
    first = b"".join(rdata.strings).decode(errors="replace").split(";")[0].split()
    return first[0] if first and first[0].lower().startswith("v=") else None
