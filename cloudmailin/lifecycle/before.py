"""Before a domain is added: what stands at its name, asked while somebody waits."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from cloudmailin.dns.preflight import Preflight, preflight
from cloudmailin.dns.resolver import Resolver
from cloudmailin.lifecycle.check import resolver_settings
from cloudmailin.lifecycle.wanted import own_names
from cloudmailin.states import Use
from tenants.models import Brand
from tenants.names import DomainName

_HASTY_SECONDS = 0.8
"""For one attempt: who waits for a page shall not wait for a dead name server."""


def look_before(name: DomainName, uses: set[Use], brand: Brand) -> Preflight:
    """Takes at most some three seconds; what was not answered by then stands in nobody's way."""
    hasty = Resolver(replace(resolver_settings(), query_seconds=_HASTY_SECONDS))
    return asyncio.run(preflight(name, hasty, receiving=Use.RECEIVING in uses, own=own_names(brand)))
