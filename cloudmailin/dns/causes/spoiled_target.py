"""A host name that was right before it was pasted into a CNAME or MX record.

Source: DNS-MISTAKES rows 9 to 13. Fix: enter the host name as it is shown, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from cloudmailin.dns.causes.distance import is_close
from cloudmailin.dns.causes.reading import host_of, seen
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import MX_ALIAS, MX_HOSTS, Purpose, RecordSet
from cloudmailin.dns.zone_view import ZoneView

_HOSTED_KEYS = ".dkim.clients.cloudmta.net"
_OURS = (".cloudmta.net", ".cloudmailin.net")
_ADDRESS = re.compile(r"\d{1,3}(\.\d{1,3}){3}")


def spoiled_target(record_set: RecordSet, view: ZoneView) -> Finding | None:
    zone = view.zone.apex if view.zone else record_set.domain
    wanted = tuple(host_of(record.value) for record in record_set.records)
    found = seen(record_set, view)
    for value in sorted(found):
        host = host_of(value)
        short = host.removesuffix(f".{zone}") if host != zone else host
        if short not in record_set.hosts and (why := _why(record_set, short, wanted, zone)):
            code, target = why
            detail = {"name": record_set.records[0].name, "found": host, "target": target}
            return Finding(record_set.purpose, FindingStatus.WRONG, code, found, detail)
    return None


def _why(record_set: RecordSet, host: str, wanted: tuple[str, ...], zone: str) -> tuple[str, str] | None:
    """The code, and the host name that was meant."""
    text = host
    for code, undo in _STEPS:
        text = undo(text)
        if text != host and text in wanted:
            return code, text
    for target in wanted:
        if is_close(text, target) and text not in (*record_set.hosts, *MX_HOSTS):
            return "target_misspelt", target
        if target.startswith(f"{text}."):
            return "target_cut", target
    if record_set.purpose is Purpose.MX:
        return None
    return _of_an_alias(record_set, text, zone)


def _of_an_alias(record_set: RecordSet, host: str, zone: str) -> tuple[str, str] | None:
    target = record_set.records[0].value
    if host in (zone, record_set.domain, record_set.records[0].name):
        return "target_is_own_domain", target
    if _ADDRESS.fullmatch(host):
        return "target_is_address", target
    if record_set.purpose is Purpose.DKIM and host.endswith(_HOSTED_KEYS):
        return "target_of_other_selector", target
    if host == MX_ALIAS or host.endswith(_OURS):
        return "target_of_other_record", target
    return None


def _without_quotes(host: str) -> str:
    return host.replace('\\"', "").strip("'\"")


def _without_url(host: str) -> str:
    return re.sub(r"^[a-z]+:/*", "", host).split("/")[0].split(":")[0]


def _without_priority(host: str) -> str:
    return re.sub(r"^\d+(\\\d{3})+", "", host)


def _without_spaces(host: str) -> str:
    """A space in a name is written as its decimal code (RFC 1035 section 5.1)."""
    return re.sub(r"\\\d{3}", "", host)


def _without_stored_dot(host: str) -> str:
    return host.removesuffix("\\.")


_STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("target_in_quotes", _without_quotes),
    ("target_is_url", _without_url),
    ("target_has_priority", _without_priority),
    ("target_spaced", _without_spaces),
    ("target_dot_stored", _without_stored_dot),
)

spoiled_target.codes = (  # type: ignore[attr-defined]
    *(code for code, _ in _STEPS),
    "target_misspelt",
    "target_cut",
    "target_is_own_domain",
    "target_is_address",
    "target_of_other_selector",
    "target_of_other_record",
)
