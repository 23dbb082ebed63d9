"""Publish the sample customers' records at the simulator's DNS host, once their domains know which."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx

from cloudmailin.lifecycle.schedule import check_now
from cloudmailin.models import Account, Domain, SendingDomain
from cloudmailin.trials import hook
from portal import seeds
from portal.links import link
from tenants.names import registrable
from tenants.scoping import across_tenants

_PATIENCE = 30.0


def sow_samples(simulator_url: str, say: Callable[[str], None]) -> None:
    """Add the sample domains and publish what their owners have published so far. Safe to repeat."""
    tell_webhooks(simulator_url)
    seeds.sow_domains()
    say("Adding the sample domains")
    deadline = time.monotonic() + _PATIENCE
    while _is_waited_for() and time.monotonic() < deadline:
        time.sleep(0.2)
    with httpx.Client(base_url=simulator_url, timeout=10, trust_env=False) as dns_host:
        for name, kind, value in seeds.records_to_publish():
            zone = registrable(name)
            dns_host.post("/_sim/zones", json={"zone": zone}).raise_for_status()
            record = {"name": name, "type": kind, "value": value}
            dns_host.post(f"/_sim/zones/{zone}/records", json=record).raise_for_status()
    _look_again()


def tell_webhooks(simulator_url: str) -> None:
    """Enter each brand's webhook with its outbound account, as staff do at CloudMailin. Safe to repeat."""
    with httpx.Client(base_url=simulator_url, timeout=10, trust_env=False) as service:
        for account in Account.objects.exclude(hook_path="").select_related("brand"):
            address = hook.address(account, link(account.brand, f"/hooks/{account.hook_path}"))
            path = f"/_sim/outbound_accounts/{account.smtp_username}"
            service.patch(path, json={"webhook": address}).raise_for_status()


def _look_again() -> None:
    with across_tenants():
        for domain in Domain.objects.filter(removed_at=None):
            check_now(domain)


def _is_waited_for() -> bool:
    """Whether a domain whose records are all to be published does not know its DKIM selector yet."""
    complete = [sample.name for sample in seeds.SAMPLES if sample.published is None]
    with across_tenants():
        return SendingDomain.objects.filter(domain__name__in=complete, dkim_selector="").exists()
