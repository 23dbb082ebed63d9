"""Wherever a process is killed or frozen, before or after any effect of any kind of work: nothing lost, doubled or stuck."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from cloudmailin.models import ApiCall, Domain, Operation
from cloudmailin.queue import clock
from cloudmailin.queue.line import head
from tenants.scoping import across_tenants
from tests.faults.tracer.parent import Child, Nursery, nursery
from tests.faults.tracer.stages import STAGES, Stage, World, a_world
from tests.simulator_process import SimulatorProcess, eventually
from tests.witness import Witness

pytestmark = pytest.mark.django_db(transaction=True)

FEWEST_POINTS = {"step": 8, "attach": 4, "check": 4, "detach": 4, "redirect": 4, "release": 4}
_FROZEN_FOR = 0.3
"""Longer than PostgreSQL has patience with a frozen transaction, as the tracer sets it."""


@pytest.fixture(autouse=True)
def _all_tenants() -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def children(simulator: SimulatorProcess, transactional_db: None) -> Iterator[Nursery]:
    with nursery(simulator.dns_port) as ready:
        yield ready


def prepared(name: str, witness: Witness) -> World:
    world = a_world(witness)
    STAGES[name].prepare(world)
    if STAGES[name].work == "step":
        operation = head(world.account, clock.now())
        assert operation
        assert operation.kind == name
    return world


def let_the_lease_run_out(world: World, child: Child, calls_before: int) -> None:
    """As if its time were over. What was sent has arrived by then, as the lease is longer than any call."""
    sent = child.points.count("after send")
    eventually(lambda: len(world.witness.calls(world.account.remote_id)) >= calls_before + sent)
    now = clock.now()
    Operation.objects.filter(account=world.account, status="running").update(lease_until=now)
    ApiCall.objects.filter(account=world.account, outcome="pending").update(completed_at=now)


def check(world: World, stage: Stage) -> None:
    assert stage.ends(world)
    assert not world.operations_left()
    assert not Operation.objects.filter(account=world.account, status="failed").exists()
    assert not ApiCall.objects.filter(account=world.account, outcome="pending").exists()
    assert_every_arrival_is_in_the_ledger(world)


def assert_every_arrival_is_in_the_ledger(world: World) -> None:
    """With its own row, within that row's time: what the budget counts is what CloudMailin saw."""
    arrivals = sorted(
        datetime.fromtimestamp(at, UTC) for at in world.witness.arrivals(world.account.remote_id)
    )
    calls = list(ApiCall.objects.filter(account=world.account).order_by("started_at"))
    for arrival in arrivals:
        call = next(each for each in calls if each.completed_at >= arrival)
        assert call.started_at <= arrival
        calls.remove(call)


def recover(world: World, stage: Stage, child: Child, calls_before: int) -> None:
    let_the_lease_run_out(world, child, calls_before)
    stage.again(world)
    world.work_until_quiet()


def killed(children: Nursery, world: World, stage: Stage, point: int) -> None:
    before = len(world.witness.calls(world.account.remote_id))
    child = children.run(stage.work, stage.on(world), stop_at=point, by="SIGKILL")
    assert child.ended == "killed"
    recover(world, stage, child, before)


def frozen(children: Nursery, world: World, stage: Stage, point: int) -> None:
    """Others finish its work; then it wakes up and goes on as if nothing had been."""
    before = len(world.witness.calls(world.account.remote_id))
    child = children.run(stage.work, stage.on(world), stop_at=point, by="SIGSTOP")
    assert child.ended == "frozen"
    time.sleep(_FROZEN_FOR)
    recover(world, stage, child, before)
    children.wake(child)
    stage.again(world)
    world.work_until_quiet()


@pytest.mark.parametrize("fate", [killed, frozen], ids=["killed", "frozen"])
@pytest.mark.parametrize("name", STAGES)
def test_work_recovers_from_every_point(
    children: Nursery,
    witness: Witness,
    name: str,
    fate: Callable[[Nursery, World, Stage, int], None],
    record_property: Callable[[str, object], None],
) -> None:
    stage = STAGES[name]
    world = prepared(name, witness)
    points = children.run(stage.work, stage.on(world)).points
    assert len(points) >= FEWEST_POINTS[stage.work]
    world.work_until_quiet()
    check(world, stage)
    for number, point in enumerate(points):
        Domain.objects.update(next_check_at=None, watched_until=None)
        world = prepared(name, witness)
        try:
            fate(children, world, stage, number)
            check(world, stage)
        except AssertionError as wrong:
            wrong.add_note(f"{fate.__name__} at point {number} of {name}: {point}")
            raise
    record_property("crash points", len(points))
