"""Who lives in the world: brands with an account each at the simulator, and their tenants."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import httpx

from cloudmailin.models import Account
from tenants.models import Tenant
from tests.build import a_brand, a_tenant
from tests.faults.chaos.plan import TENANTS
from tests.faults.chaos.scale import CALLS, LONGEST_LATENCY, PERIOD, SPIKE, WINDOWS
from tests.faults.chaos.world import World

Tenants = tuple[Tenant, ...]
_KEY = "chaos-key"


def settle_in(world: World, accounts: int, window: str) -> list[Tenants]:
    """For each account its tenants. `window` is how CloudMailin counts an account's calls, "mixed" for each in turn."""
    windows = itertools.cycle(WINDOWS if window == "mixed" else [window])
    with httpx.Client(base_url=world.simulator_url, timeout=10, trust_env=False) as simulator:
        homes = [_home(world, simulator, next(windows)) for _ in range(accounts)]
        for rule in _delays():
            simulator.post("/_sim/faults", json={"what": "slow", "times": None, **rule}).raise_for_status()
    return homes


def _home(world: World, simulator: httpx.Client, window: str) -> Tenants:
    brand = a_brand(base_url=f"{world.simulator_url}/api/v0.1", key=_KEY, calls=CALLS)
    Account.objects.filter(brand=brand).update(period_seconds=PERIOD)
    id_ = brand.account.remote_id
    simulator.post("/_sim/accounts", json={"id": id_, "key": _KEY}).raise_for_status()
    simulator.patch(f"/_sim/accounts/{id_}", json={"window": window}).raise_for_status()
    return tuple(a_tenant(brand) for _ in range(TENANTS))


def _delays() -> Iterator[dict[str, object]]:
    """The first that wins its chance strikes. What changes something is late only in its answer when it is very late.

    A creation that CloudMailin begins with long after everybody has given it up can't be told from none.
    """
    yield {"chance": 0.015, "latency_after": SPIKE}
    yield {"chance": 0.01, "latency": SPIKE, "method": "GET"}
    yield {"chance": 0.08, "latency_after": LONGEST_LATENCY}
    yield {"chance": 0.08, "latency": LONGEST_LATENCY / 2, "latency_after": LONGEST_LATENCY / 2}
    yield {"chance": 0.5, "latency": LONGEST_LATENCY / 10}
