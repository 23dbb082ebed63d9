"""The wanted records in the forms that people and tools take: pure functions from record sets to a text.

Each takes the DNS host, the apex of the zone that holds the records (without final dot) and the sets. Of a set with
an alternative the records are exported, not the alternative: both at one name would contradict each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cloudmailin.dns.exports.dnscontrol import dnsconfig
from cloudmailin.dns.exports.plain_text import plain_text
from cloudmailin.dns.exports.terraform import terraform
from cloudmailin.dns.exports.zone_file import zone_file
from cloudmailin.dns.hosts import DnsHost
from cloudmailin.dns.records import RecordSet


class Format(StrEnum):
    TEXT = "text"
    ZONE_FILE = "zone-file"
    TERRAFORM = "terraform"
    DNSCONTROL = "dnscontrol"


@dataclass(frozen=True, slots=True)
class Export:
    """A file: `name` has no folder and only characters that any system allows; `content` is UTF-8 text."""

    name: str
    media_type: str
    content: str


Write = Callable[[DnsHost, str, Iterable[RecordSet]], str]

_WRITERS: Mapping[Format, tuple[str, str, Write]] = {
    Format.TEXT: ("{zone}-records.txt", "text/plain", plain_text),
    Format.ZONE_FILE: ("{zone}.zone", "text/dns", lambda _host, zone, sets: zone_file(zone, sets)),
    Format.TERRAFORM: ("{zone}.tf", "text/plain", terraform),
    Format.DNSCONTROL: ("dnsconfig.js", "text/javascript", dnsconfig),
}


def export(format: Format, host: DnsHost, zone: str, sets: Iterable[RecordSet]) -> Export:
    """Raises ValueError for a record that the zone can't hold, except as text."""
    name, media_type, write = _WRITERS[format]
    return Export(name.format(zone=zone), media_type, write(host, zone, sets))
