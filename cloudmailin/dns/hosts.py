"""Who runs the customer's DNS, told from the zone's name servers, and what that host's panel is like.

The hosts are data, in `hosts.toml`; a fact that is not known for certain is left out there and stays neutral here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.host_facts import Apex, Key, LongText, Page, Pattern, Priority, Quotes, Text
from cloudmailin.dns.server_names import matches

_FILE = Path(__file__).with_name("hosts.toml")


@dataclass(frozen=True, slots=True)
class DnsHost:
    """One DNS host and its panel; every default is what is safe to say of a panel that nobody knows.

    `name_servers` are patterns (see `server_names`), `examples` names that they match. The `…_field`s are
    the panel's own labels, None where not known; `value_fields` those for a type of record where they differ from
    `value_field`. `appends_zone` None is "not known".
    `together` means that records of one name and type share one entry, a value a line. `menu` is the way to the
    list of records, "{zone}" in it the domain, `mail_menu` another page for MX records, `forwarding_menu` where the host's own mail forwarding is switched off. `final_dot` says that a target without one would
    have the zone appended. `terraform` and `dnscontrol` are the names that those tools have for the host.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    key: Key
    name: Text
    name_servers: tuple[Pattern, ...] = ()
    examples: tuple[Text, ...] = ()
    name_field: Text | None = None
    value_field: Text | None = None
    value_fields: Mapping[RecordType, Text] = field(default_factory=dict)
    priority_field: Text | None = None
    appends_zone: bool | None = None
    apex: Apex = Apex.AT
    proxies: bool = False
    flattens: bool = False
    long_text: LongText = LongText.WHOLE
    quotes: Quotes = Quotes.NONE
    priority: Priority = Priority.FIELD
    together: bool = False
    final_dot: bool = False
    menu: str = ""
    mail_menu: str = ""
    forwarding_menu: str = ""
    help_url: Page | None = None
    terraform: str = ""
    dnscontrol: str = ""
    note: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.name_servers)

    def value_field_of(self, type: RecordType) -> str | None:
        return self.value_fields.get(type, self.value_field)


NEUTRAL = DnsHost(key="neutral", name="your DNS host")


@cache
def hosts() -> tuple[DnsHost, ...]:
    """All known hosts, read once. Raises pydantic's ValidationError if the file is not as it should be."""
    with _FILE.open("rb") as file:
        return TypeAdapter(tuple[DnsHost, ...]).validate_python(tomllib.load(file)["host"])


def host_of(name_servers: Iterable[str]) -> DnsHost:
    """The host that runs all of these name servers; the neutral one, with a note, where they are not one host's."""
    found = [_run_by(server) for server in name_servers]
    known = {host.key: host for host in found if host}
    if len(known) == 1 and all(found):
        return next(iter(known.values()))
    return replace(NEUTRAL, note=_mixed(known.values(), all(found))) if known else NEUTRAL


@lru_cache(maxsize=4096)
def _run_by(server: str) -> DnsHost | None:
    return next((host for host in hosts() if any(matches(each, server) for each in host.name_servers)), None)


def _mixed(known: Iterable[DnsHost], all_known: bool) -> str:
    names = [*sorted(host.name for host in known), *([] if all_known else ["one that we do not know"])]
    return (
        f"The name servers of this domain belong to more than one host: {'; '.join(names)}. "
        "Add the records where you edit your DNS; if each host has a list of its own, add them to every list."
    )
