"""The records as Terraform resources of the DNS host's own provider.

Where there is none for the host, or the host is not known, they are for `hashicorp/dns`, which updates any server
that takes dynamic updates (RFC 2136), such as BIND, Knot or PowerDNS.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cloudmailin.dns.exports.groups import Group, groups
from cloudmailin.dns.exports.hcl import Block, Expression, block, literal
from cloudmailin.dns.exports.providers import DEFAULT, PROVIDERS, Provider
from cloudmailin.dns.hosts import DnsHost
from cloudmailin.dns.records import RecordSet

_NOT_IN_A_NAME = re.compile(r"[^a-z0-9_-]")


def terraform(host: DnsHost, zone: str, sets: Iterable[RecordSet]) -> str:
    """A file to put beside others: it configures no provider and leaves out what only its owner knows."""
    provider = PROVIDERS.get(host.terraform, DEFAULT)
    parts = [_head(provider, zone), *(block(_variable(*each)) for each in provider.variables.items())]
    for name, group in _named(groups(zone, sets)):
        parts += [_commented(group, block(each)) for each in provider.resources(zone, name, group)]
    return "\n\n".join(parts) + "\n"


def _head(provider: Provider, zone: str) -> str:
    return f"# The records that mail needs in the zone {literal(zone)}, for the Terraform provider {provider.source}."


def _variable(name: str, description: str) -> Block:
    return Block(f"variable {literal(name)}", {"type": Expression("string"), "description": description})


def _named(found: Iterable[Group]) -> Iterator[tuple[str, Group]]:
    """Each with a name of its own, that says what it is for: Terraform knows resources by type and name."""
    taken: set[str] = set()
    for group in found:
        stem = _NOT_IN_A_NAME.sub("_", f"{group.purpose.value}_{group.name}".lower())
        name, number = stem, 1
        while name in taken:
            number += 1
            name = f"{stem}_{number}"
        taken.add(name)
        yield name, group


def _commented(group: Group, text: str) -> str:
    if group.required:
        return text
    return f"# Recommended; leave it out if there is already a record like it.\n{text}"
