"""`manage.py diagnose NAME`: for staff on the phone, what is wrong with a domain's DNS, now."""

from __future__ import annotations

import asyncio
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from dataclasses import replace
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cloudmailin.dns import records
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.resolver import Resolver
from cloudmailin.dns.zone_view import ZoneView, look
from cloudmailin.lifecycle.check import resolver_settings
from cloudmailin.lifecycle.wanted import record_sets
from cloudmailin.models import Domain
from portal.diagnosing import is_fine, report
from tenants import names
from tenants.names import DomainName, InvalidName
from tenants.scoping import across_tenants

_Server = tuple[str, int]


class Command(BaseCommand):
    help = (
        "Ask DNS about a domain as the portal does and say what is wrong, for every tenant that has it; of one that "
        "nobody has added, whether its MX records are right. Exit status 0: all is there, 1: not yet."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the domain, for example example.com")
        parser.add_argument(
            "--resolver",
            type=_server,
            action="append",
            metavar="ADDRESS[:PORT]",
            help="a recursive resolver to ask in place of DNS_RESOLVERS; may be given more than once",
        )

    def handle(self, *, name: str, resolver: list[_Server] | None, **options: Any) -> None:
        domain = _parsed(name)
        wanted = list(_wanted(domain))
        views = asyncio.run(_look(domain, [sets for _, sets in wanted], resolver))
        for (whose, sets), view in zip(wanted, views, strict=True):
            self.stdout.write("\n".join([f"{names.unicode(domain)}: {whose}", *report(sets, view), ""]))
        if not all(is_fine(sets, view) for (_, sets), view in zip(wanted, views, strict=True)):
            sys.exit(1)


def _parsed(typed: str) -> DomainName:
    try:
        return names.parse(typed, allow_test=settings.ALLOW_TEST_DOMAINS)
    except InvalidName as error:
        raise CommandError(str(error), returncode=2) from None


def _wanted(name: DomainName) -> list[tuple[str, Sequence[RecordSet]]]:
    """Whose records, and which."""
    with across_tenants():
        rows = Domain.objects.filter(name=name, removed_at=None).order_by("pk")
        domains = list(rows.select_related("tenant__brand", "receiving", "sending"))
    if not domains:
        return [("added by nobody; these are the MX records it would need", [records.receiving(name)])]
    return [(f"added by {each.tenant} ({each.tenant.brand})", record_sets(each)) for each in domains]


async def _look(
    name: DomainName, sets: Sequence[Sequence[RecordSet]], resolvers: list[_Server] | None
) -> list[ZoneView]:
    asked = resolver_settings()
    if resolvers:
        asked = replace(asked, resolvers=resolvers)
    asker = Resolver(asked)
    return await asyncio.gather(*(look(each, asker, name) for each in sets))


def _server(text: str) -> _Server:
    host, _, port = text.partition(":") if text.count(":") < 2 else (text, "", "")
    try:
        return str(ip_address(host)), int(port or 53)
    except ValueError:
        raise ArgumentTypeError(f"must be an IP address, with a port or without, not {text!r}") from None
