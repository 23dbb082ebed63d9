"""What a run will do, as values made from its seed alone: the domains that come and go, and the disasters between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from cloudmailin.states import Use

TENANTS = 3
"""Customers of each account."""


class End(StrEnum):
    """What becomes of a domain: it stays, or is taken away again at some moment of its life."""

    STAYS = "stays"
    AT_ONCE = "at once"
    SOON = "soon"
    SETTLED = "when it has settled"


@dataclass(frozen=True, slots=True)
class Wish:
    """One domain's life. `after`: seconds from its attaching to its detaching, where it ends SOON."""

    account: int
    tenant: int
    name: str
    uses: frozenset[Use]
    is_published: bool
    is_watched: bool
    end: End
    after: float
    returns: bool

    @property
    def operations(self) -> int:
        """The least that it costs; what is taken away early may never have begun."""
        if self.end in (End.AT_ONCE, End.SOON):
            return 0
        made = (2 if Use.SENDING in self.uses else 0) + (1 if Use.RECEIVING in self.uses else 0)
        made = made if self.is_published else int(Use.SENDING in self.uses)
        undone = len(self.uses) if self.is_published else int(Use.SENDING in self.uses)
        once = made + (undone if self.end is End.SETTLED else 0)
        return once * (2 if self.returns else 1)


@dataclass(frozen=True, slots=True)
class Disaster:
    """Happens when so many operations are done. `seed`: for what it decides by chance."""

    at: int
    kind: str
    seed: int


def wishes(seed: int, operations: int, accounts: int) -> tuple[tuple[Wish, ...], ...]:
    """For each account its domains in order, which together cost at least so many operations."""
    random = Random(f"load {seed}")
    each: list[list[Wish]] = [[] for _ in range(accounts)]
    planned = number = 0
    while planned < operations:
        wish = _wish(random, number % accounts, number)
        each[wish.account].append(wish)
        planned += wish.operations
        number += 1
    return tuple(map(tuple, each))


def _wish(random: Random, account: int, number: int) -> Wish:
    is_published = random.random() < 0.12
    ends, weights = list(End), (8, 6, 16, 70)
    end = random.choices(ends, weights)[0]
    return Wish(
        account=account,
        tenant=random.randrange(TENANTS),
        name=f"chaos-{number}.test",
        uses=random.choice((frozenset(Use), frozenset({Use.SENDING}))),
        is_published=is_published,
        is_watched=random.random() < 0.4,
        end=end,
        after=random.uniform(0, 4),
        returns=end is End.SETTLED and random.random() < 0.15,
    )


def disasters(seed: int, operations: int, every: int, kinds: Sequence[str]) -> tuple[Disaster, ...]:
    """About one in so many operations; each kind comes before any comes again, in an order that varies."""
    random = Random(f"disasters {seed}")
    found: list[Disaster] = []
    at, left = every // 3, list[str]()
    while at < operations and kinds:
        left = left or random.sample(kinds, len(kinds))
        found.append(Disaster(at, left.pop(), random.getrandbits(32)))
        at += random.randint(every // 2, every + every // 2)
    return tuple(found)
