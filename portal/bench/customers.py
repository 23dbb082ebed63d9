"""What customers mean to do, drawn from a seed before anything happens: pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from cloudmailin.states import Use

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0

MISTAKEN = 0.05
"""The share of domains whose DNS fails for a while: wrong records, or name servers that do not answer."""

_USES = (
    frozenset({Use.RECEIVING}),
    frozenset({Use.SENDING}),
    frozenset(Use),
)


class Pattern(StrEnum):
    """`STEADY`: evenly over a day. `BURST`: all within ten minutes. `IMPORT`: one tenant adds four fifths of them
    at once, the others steadily. `MIXED`: tenants come at any time of the day and add a few at once."""

    STEADY = "steady"
    BURST = "burst"
    IMPORT = "import"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Plan:
    """One domain's customer. Times are seconds; `publishes_after` counts from when the records are known,
    `mistaken_for` from then, `presses` ("check now") from the coming."""

    tenant: int
    name: str
    uses: frozenset[Use]
    comes: float
    is_watching: bool
    publishes_after: float
    mistaken_for: float
    presses: tuple[float, ...]


def plans(pattern: Pattern, domains: int, tenants: int, chance: Random) -> list[Plan]:
    """As many plans as domains, in the order of their coming."""
    arrivals = sorted(_ARRIVALS[pattern](domains, tenants, chance))
    return [_plan(number, when, tenant, chance) for number, (when, tenant) in enumerate(arrivals)]


def _steady(domains: int, tenants: int, chance: Random) -> Iterator[tuple[float, int]]:
    for number in range(domains):
        yield DAY * number / domains, chance.randrange(tenants)


def _burst(domains: int, tenants: int, chance: Random) -> Iterator[tuple[float, int]]:
    for _ in range(domains):
        yield chance.uniform(0, 10 * MINUTE), chance.randrange(tenants)


def _import(domains: int, tenants: int, chance: Random) -> Iterator[tuple[float, int]]:
    at_once = domains * 4 // 5
    for number in range(at_once):
        yield number * 0.05, 0
    for number in range(domains - at_once):
        yield DAY * number / domains, chance.randrange(1, tenants) if tenants > 1 else 0


def _mixed(domains: int, tenants: int, chance: Random) -> Iterator[tuple[float, int]]:
    left = domains
    while left:
        tenant, when = chance.randrange(tenants), chance.uniform(0, DAY)
        at_once = min(left, chance.choice((1, 1, 1, 2, 3, 5, 10)))
        for number in range(at_once):
            yield when + number * chance.uniform(5, 30), tenant
        left -= at_once


_ARRIVALS = {
    Pattern.STEADY: _steady,
    Pattern.BURST: _burst,
    Pattern.IMPORT: _import,
    Pattern.MIXED: _mixed,
}


def _plan(number: int, comes: float, tenant: int, chance: Random) -> Plan:
    return Plan(
        tenant=tenant,
        name=f"customer-{number}.test",
        uses=chance.choice(_USES),
        comes=comes,
        is_watching=chance.random() < 0.5,
        publishes_after=chance.lognormvariate(6.5, 1.2),
        mistaken_for=chance.uniform(5 * MINUTE, 6 * HOUR) if chance.random() < MISTAKEN else 0.0,
        presses=tuple(sorted(chance.expovariate(1 / HOUR) for _ in range(chance.choice((0, 0, 1, 2, 5))))),
    )
