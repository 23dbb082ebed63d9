"""The resolvers that DNS checks begin with."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

from django.conf import settings

from cloudmailin.dns.answers import Answer, Question, RecordType, Unknown
from cloudmailin.dns.records import MX_HOSTS
from cloudmailin.dns.resolver import Resolver
from cloudmailin.lifecycle.check import resolver_settings
from portal.doctor.line import Line, broken, ok

_ASKED = Question(MX_HOSTS[0], RecordType.A)
"""Any answer will do; this name matters to every customer."""

_Server = tuple[str, int]


def examine() -> Iterator[Line]:
    resolvers: tuple[_Server, ...] = settings.DNS_RESOLVERS
    if not resolvers:
        yield broken("dns", "there is no resolver", "Set DNS_RESOLVERS.")
    for server, answer in zip(resolvers, asyncio.run(_ask(resolvers)), strict=True):
        yield _judged(f"{server[0]}:{server[1]}", answer)


async def _ask(resolvers: tuple[_Server, ...]) -> list[Answer]:
    alone = (Resolver(replace(resolver_settings(), resolvers=[each])) for each in resolvers)
    return await asyncio.gather(*(each.visible(_ASKED) for each in alone))


def _judged(server: str, answer: Answer) -> Line:
    if isinstance(answer, Unknown):
        said = f"the resolver {server} does not answer ({answer.reason})"
        return broken("dns", said, "Is it up? Is port 53 open outwards, UDP and TCP? Look at DNS_RESOLVERS.")
    return ok("dns", f"the resolver {server} answers")
