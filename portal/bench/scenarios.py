"""What is played: customers by a pattern, actions behind a backlog, ordinary tenants beside a busy one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from cloudmailin.models import Domain, Operation
from cloudmailin.queue.budget import Limit
from cloudmailin.states import GOOD, Use
from portal.bench import background
from portal.bench.customers import HOUR, MINUTE, Pattern, Plan, plans
from portal.bench.figures import budget_use, percentile, slots, waits
from portal.bench.naive import Naive
from portal.bench.world import World

Figures = dict[str, float]
Play = Callable[["Options"], Figures]

LIMIT = Limit(5, timedelta(minutes=1))
"""What CloudMailin allows, and an account's default."""

_OTHERS = 50
_SENDING = frozenset({Use.SENDING})
_ORDINARY_TENANTS = 19
_ORDINARY_EVERY = 2.4 * MINUTE
"""About so long from one domain of an ordinary tenant to the next: they use a fourth of the budget."""


@dataclass(frozen=True, slots=True)
class Options:
    """`backlog`: operations that wait already in the scenarios that have some; `actions`: what is measured there."""

    domains: int
    tenants: int
    pattern: Pattern
    seed: int
    failure_rate: float
    is_naive: bool
    backlog: int
    actions: int


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence} …\n")
    sys.stderr.flush()


def customers(options: Options) -> Figures:
    """Customers come by the pattern, until everything of theirs works."""
    meant = _meant(options)
    world = World("customers", options.tenants, Random(options.seed), options.failure_rate)
    _say(f"{options.domains} domains of {options.tenants} tenants, {options.pattern}")
    with world.listening():
        world.expect(meant)
        world.agenda.run()
    served = world.workers.served
    addresses = sum(each.kind == Operation.Kind.CREATE_ADDRESS and each.attempt == 1 for each in served)
    floor = _floor(meant) + addresses
    return {
        "calls": len(served),
        "calls_over_limit": sum(world.door.over_limit.values()),
        "calls_vs_floor": len(served) / floor,
        "unfinished": _unfinished(world),
        "watched_wait_p95_slots": slots(
            world.limit, percentile(waits(each for each in served if each.is_watched), 0.95)
        ),
    }


def _meant(options: Options) -> list[Plan]:
    return plans(options.pattern, options.domains, options.tenants, Random(options.seed))


def _floor(meant: list[Plan]) -> int:
    """One call for receiving, two for sending."""
    return sum((Use.RECEIVING in plan.uses) + 2 * (Use.SENDING in plan.uses) for plan in meant)


def _unfinished(world: World) -> int:
    """Attachments that are not good although their records are right."""
    domains = Domain.objects.filter(account=world.account).select_related("receiving", "sending")
    return sum(one.state not in GOOD for domain in domains for one in domain.attachments)


def naive(options: Options) -> Figures:
    """The same customers with a plain port."""
    meant = _meant(options)
    _say("The same customers with a naive port")
    port = Naive(LIMIT, Random(options.seed))
    port.run(meant)
    return {
        "naive_calls_vs_floor": port.calls / _floor(meant),
        "naive_unfinished": sum(len(plan.uses) for plan in meant) - port.finished,
    }


def behind_a_backlog(options: Options) -> Figures:
    """A customer at the screen adds a domain now and then, behind thousands of operations of others."""
    chance = Random(options.seed)
    _say(f"{options.actions} actions at the screen behind {options.backlog} operations of others")
    world = World("backlog", 2 * _OTHERS, chance)
    comes, meant = 0.0, []
    for number in range(options.actions):
        comes += chance.uniform(MINUTE / 2, 2.5 * MINUTE)
        meant.append(_visit(number, chance.randrange(_OTHERS), comes, _SENDING, is_watching=True))
    with world.listening():
        background.add(world.account, world.tenants[_OTHERS:], options.backlog)
        world.expect(meant)
        world.workers.ring()
        world.agenda.run(comes + MINUTE)
    served = world.workers.served
    wanted = [each for each in served if each.is_watched]
    return {
        "interactive_wait_p95_slots": slots(world.limit, percentile(waits(wanted), 0.95)),
        "interactive_actions": len(wanted),
        "budget_use": budget_use(world.limit, served),
        "calls_over_limit": sum(world.door.over_limit.values()),
    }


def quiet(options: Options) -> Figures:
    """Ordinary tenants among themselves."""
    return {"quiet_wait_p95_seconds": _ordinary(options, "quiet", beside=0)}


def busy(options: Options) -> Figures:
    """The same beside one that has just added thousands of domains."""
    return {"busy_wait_p95_seconds": _ordinary(options, "busy", beside=options.backlog)}


def _ordinary(options: Options, slug: str, beside: int) -> float:
    """The 95th percentile of the ordinary tenants' waits, in seconds."""
    chance = Random(options.seed)
    _say(f"{_ORDINARY_TENANTS} ordinary tenants beside one with {beside} operations")
    world = World(slug, _ORDINARY_TENANTS + 1, chance)
    span = options.actions * _ORDINARY_EVERY
    meant = [
        _visit(
            number,
            1 + number % _ORDINARY_TENANTS,
            chance.uniform(0, span),
            frozenset(Use),
            is_watching=False,
        )
        for number in range(options.actions)
    ]
    with world.listening():
        background.add(world.account, world.tenants[:1], beside)
        world.expect(meant)
        world.workers.ring()
        world.agenda.run(span + HOUR)
    large = world.tenants[0].pk
    return percentile(waits(each for each in world.workers.served if each.tenant_id != large), 0.95)


def _visit(number: int, tenant: int, comes: float, uses: frozenset[Use], *, is_watching: bool) -> Plan:
    return Plan(
        tenant=tenant,
        name=f"visitor-{number}.test",
        uses=uses,
        comes=comes,
        is_watching=is_watching,
        publishes_after=10 * MINUTE,
        mistaken_for=0.0,
        presses=(),
    )
