"""A `dnsconfig.js` for DNSControl.

DNSControl deletes what it is not told of, so the file says NO_PURGE: https://docs.dnscontrol.org/language-reference/domain-modifiers/no_purge
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.exports.groups import Group, groups, mail
from cloudmailin.dns.exports.zone_file import TTL
from cloudmailin.dns.hosts import DnsHost
from cloudmailin.dns.records import RecordSet, relative


def dnsconfig(host: DnsHost, zone: str, sets: Iterable[RecordSet]) -> str:
    """`host` names the entry of `creds.json`; a host that DNSControl does not know gets a name to be replaced."""
    name = host.key if host.dnscontrol else "dns"
    type = host.dnscontrol or "the provider"
    return "\n".join(
        [
            f'// In creds.json, "{name}" is the entry whose TYPE is {type}, and "none" one whose TYPE is NONE.',
            "// Run `dnscontrol preview` first: a record with the name and type of one below may be replaced by it.",
            'var REG_NONE = NewRegistrar("none");',
            f"var DSP_MAIL = NewDnsProvider({literal(name)});",
            "",
            f"D({literal(zone)}, REG_NONE, DnsProvider(DSP_MAIL), NO_PURGE, DefaultTTL({TTL}),",
            *(f"  {line}" for group in groups(zone, sets) for line in _lines(zone, group)),
            ");",
            "",
        ]
    )


def _lines(zone: str, group: Group) -> Iterator[str]:
    if not group.required:
        yield "// Recommended; leave it out if there is already a record like it."
    label = literal(relative(group.name, zone))
    for value in group.values:
        yield f"{group.type.value}({label}, {_data(group.type, value)}),"


def _data(type: RecordType, value: str) -> str:
    match type:
        case RecordType.MX:
            one = mail(value)
            return f"{one.priority}, {literal(f'{one.exchange}.')}"
        case RecordType.CNAME:
            return literal(f"{value}.")
        case RecordType.TXT:
            return literal(value)
    raise ValueError(f"no record of type {type} is ever wanted")


def literal(text: str) -> str:
    """A string of JavaScript: JSON's are, once everything outside ASCII is escaped (ECMA-262, JSON superset)."""
    return json.dumps(text, ensure_ascii=True)
