"""How many domains a second are checked: ours side by side, beside one record after the other with a stub resolver."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic

import dns.exception
import dns.resolver

from cloudmailin.dns.diagnosis import FindingStatus, judge
from cloudmailin.dns.resolver import Resolver, Settings
from cloudmailin.dns.zone_view import look
from cloudmailin.lifecycle.check import BATCH
from portal.bench.dns_customers import domains, published, sets
from portal.bench.dns_server import ADDRESS, name_server
from tenants.names import DomainName

Figures = dict[str, float]

_SERIAL = 50
"""Domains are enough for the loop, whose pace does not depend on their number."""


def measure(number: int, delay: float) -> Figures:
    """One process and one thread each. `domains_per_second_again` is a second look at the same domains."""
    customers = domains(number)
    gc.freeze()  # as workers do
    with name_server(customers, delay) as port:
        serial = _pace(customers[:_SERIAL], lambda names: _serial_loop(names, port))
        first = _pace(customers, lambda names: asyncio.run(_checks(names, port)))
        again = _pace(customers, lambda names: asyncio.run(_checks(names, port)))
    return {
        "domains": number,
        "records_each": 5,
        "domains_per_second": first,
        "domains_per_second_again": again,
        "serial_domains_per_second": serial,
        "ratio_to_serial": first / serial,
    }


def _pace(names: Sequence[DomainName], check: Callable[[Sequence[DomainName]], int]) -> float:
    """Domains a second; raises AssertionError for a domain that was not found in order."""
    begun = monotonic()
    good = check(names)
    assert good == len(names), f"{len(names) - good} of {len(names)} domains were not found in order"
    return len(names) / (monotonic() - begun)


async def _checks(names: Sequence[DomainName], port: int) -> int:
    settings = Settings(resolvers=[(ADDRESS, port)], authoritative_port=port, allow_private=True)
    good = 0
    for at in range(0, len(names), BATCH):
        resolver = Resolver(settings)
        good += sum(await asyncio.gather(*(_is_good(name, resolver) for name in names[at : at + BATCH])))
    return good


async def _is_good(name: DomainName, resolver: Resolver) -> bool:
    wanted = sets(name)
    view = await look(wanted, resolver, name, is_news=False)
    return all(judge(each, view).status is FindingStatus.OK for each in wanted)


def _serial_loop(names: Sequence[DomainName], port: int) -> int:
    """What a plain port would do: ask a resolver for each record, wait, compare, ask for the next."""
    stub = dns.resolver.Resolver(configure=False)
    stub.nameservers, stub.port = [ADDRESS], port
    return sum(_all_there(name, stub) for name in names)


def _all_there(name: DomainName, stub: dns.resolver.Resolver) -> bool:
    there = []
    for record in {(each.name, each.type): each for each in published(name)}.values():
        with suppress(dns.exception.DNSException):
            values = [
                str(rdata).strip('"').rstrip(".") for rdata in stub.resolve(record.name, record.type.value)
            ]
            there.append(record.value in values)
    return len(there) == 5 and all(there)
