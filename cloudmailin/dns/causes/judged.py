"""Whether a value is the right one for a set, wherever and in whatever shape it was found."""

from __future__ import annotations

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.causes.dmarc_invalid import is_policy
from cloudmailin.dns.causes.reading import host_of, tags
from cloudmailin.dns.probes import accepted
from cloudmailin.dns.records import Purpose, RecordSet


def is_right(record_set: RecordSet, type: RecordType, value: str) -> bool:
    """DKIM keys count by their p= tag, policies by being one, all else by the exact value."""
    match record_set.purpose, type:
        case Purpose.MX, _:
            return host_of(value) in record_set.hosts
        case Purpose.DMARC, _:
            return is_policy(value)
        case Purpose.DKIM, RecordType.TXT:
            key = wanted_key(record_set)
            return bool(key) and tags(value).get("p") == key
        case _:
            return any(record.type is type and record.value == value for record in accepted(record_set))


def wanted_key(record_set: RecordSet) -> str:
    """The public key that DKIM needs, in base64; empty where it is not known."""
    return tags(record_set.alternative.value).get("p", "") if record_set.alternative else ""
