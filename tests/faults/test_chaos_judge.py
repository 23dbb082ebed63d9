"""The judge of chaos sees what it is there for, and the plan of a seed is always the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cloudmailin.models import ApiCall, Operation
from cloudmailin.queue import clock
from cloudmailin.states import Use
from tenants.models import Tenant
from tenants.scoping import across_tenants
from tests.build import a_domain
from tests.faults.chaos.arrivals import Arrival, longest_gap, over_limit
from tests.faults.chaos.judge import Objects, broken
from tests.faults.chaos.plan import End, Wish, disasters, wishes

NOTHING: Objects = {"addresses": [], "custom_domains": [], "sending_domains": []}


def arrivals(*times: float, account: str = "a", status: int = 201) -> list[Arrival]:
    return [Arrival(at, account, "POST", "/sending_domains", status) for at in times]


def test_a_sixth_call_within_a_period_is_over_the_limit() -> None:
    assert over_limit(arrivals(0, 1, 2, 2.5, 2.8, 3.0), 5, 3) == []
    assert [each.at for each in over_limit(arrivals(0, 1, 2, 2.5, 2.8, 2.9), 5, 3)] == [2.9]


def test_accounts_are_counted_apart() -> None:
    assert over_limit(arrivals(0, 0, 0) + arrivals(0, 0, 0, account="b"), 5, 3) == []


def test_a_refused_call_is_over_the_limit_and_counts_for_the_next() -> None:
    refused = arrivals(0.5, status=429)
    assert over_limit([*arrivals(0, 0, 0, 0), *refused, *arrivals(1)], 5, 3) == [*refused, *arrivals(1)]


def test_a_gap_reaches_to_the_ends() -> None:
    assert longest_gap(arrivals(4, 5), 0, 7) == 4
    assert longest_gap([], 0, 7) == 7


def test_a_seed_makes_one_plan() -> None:
    assert wishes(7, 500, 9) == wishes(7, 500, 9) != wishes(8, 500, 9)
    assert disasters(7, 500, 20, ["kill", "flush"]) == disasters(7, 500, 20, ["kill", "flush"])


def test_a_plan_costs_what_was_asked_for() -> None:
    assert sum(each.operations for account in wishes(7, 500, 9) for each in account) >= 500


def test_each_kind_comes_before_any_comes_again() -> None:
    kinds = [each.kind for each in disasters(7, 1000, 50, ["kill", "flush", "cut"])]
    assert set(kinds[:3]) == set(kinds[3:6]) == {"kill", "flush", "cut"}


@pytest.mark.django_db
def test_the_judge_sees_what_is_lost_stuck_doubled_and_nobodys(tenant: Tenant) -> None:
    domain = a_domain(tenant, uses=frozenset({Use.SENDING}))
    gone = Wish(0, 0, domain.name, frozenset({Use.SENDING}), False, False, End.SETTLED, 0, False)
    thing = {"id": "1", "domain": domain.name}
    with across_tenants():
        operation = Operation.objects.get()
        ApiCall.objects.create(
            tenant=tenant,
            account=domain.account,
            operation=operation,
            fence=3,
            started_at=clock.now(),
            completed_at=clock.now(),
        )
        objects = NOTHING | {"sending_domains": [thing, {**thing, "id": "2"}]}
        found = "\n".join(broken([(gone, tenant.pk), (replace(gone, end=End.STAYS), tenant.pk)], objects, []))
    for sign in ("is waiting after", "is pending", "fence 0", "still there", "stays", "2 times", "nobody's"):
        assert sign in found
