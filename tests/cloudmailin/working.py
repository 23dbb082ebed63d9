"""Lets the product work on a domain, without workers: checks and calls, one after the other."""

from __future__ import annotations

import time
from datetime import timedelta

from cloudmailin.lifecycle.check import check_due
from cloudmailin.models import Domain
from cloudmailin.queue import clock
from cloudmailin.queue.step import accounts_to_serve, step
from cloudmailin.states import State
from tenants.models import Tenant
from tests.build import a_domain
from tests.witness import Witness


def work(domain: Domain) -> None:
    """Check and serve until nothing is left to do at this moment."""
    account = domain.account_id
    Domain.objects.filter(pk=domain.pk).update(
        watched_until=clock.now() + timedelta(minutes=1), next_check_at=clock.now()
    )
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and (step(account) or check_due() or account in accounts_to_serve()):
        pass


def states(domain: Domain) -> dict[str, str]:
    fresh = Domain.objects.select_related("receiving", "sending").get(pk=domain.pk)
    return {one.use.value: one.state for one in fresh.attachments}


def green(tenant: Tenant, witness: Witness, name: str | None = None) -> Domain:
    domain = a_domain(tenant, name)
    work(domain)
    witness.publish_all(domain)
    work(domain)
    assert states(domain) == {"receiving": State.ACTIVE, "sending": State.VERIFIED}
    return domain
