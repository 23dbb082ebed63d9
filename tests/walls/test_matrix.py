"""Every route × every method × everybody who has no business there: no success, no byte, no change.

The routes come from the URL configuration. One without an access rule fails, and so does one with a parameter for
which nobody has said what to put there (`world.addresses`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest

from tests.walls.asking import METHODS, Asked, faults, kinds
from tests.walls.routes import Route, routes
from tests.walls.touched import Watch
from tests.walls.world import Actor, Target, World, a_world, addresses

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(3600)]

MOST_SHOWN = 50


@pytest.fixture
def _quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is rung for is rolled back anyway; a line a request takes as long as the request."""
    monkeypatch.setattr("cloudmailin.tasks._ring", lambda *_, **__: None)
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


def _targets(route: Route, actor: Actor, world: World) -> list[Target]:
    """A foreign one; the person's own where the role, or the suspension, is what forbids."""
    own = [each for each in world.targets.values() if each.tenant in actor.of]
    if own and actor.is_refused(route.rule):
        return own
    foreign = [world.targets["foreign tenant"], world.targets["foreign brand"]]
    return foreign if actor.is_let_in and not own else foreign[:1]


def _all(world: World, is_console: bool) -> Iterator[Asked]:
    for route in routes():
        if route.is_console is not is_console:
            continue
        for actor in world.actors:
            if actor.host.startswith("console.") is is_console:
                for target in _targets(route, actor, world):
                    yield from _every_way(route, actor, target)


def _every_way(route: Route, actor: Actor, target: Target) -> Iterator[Asked]:
    for path in addresses(route, target, actor):
        for method in METHODS:
            for kind in kinds(method):
                for is_htmx in (False, True) if method in {"GET", "POST"} else (False,):
                    yield Asked(route, actor, target, method, path, kind, is_htmx)


@pytest.mark.usefixtures("_quiet")
@pytest.mark.parametrize("is_console", [False, True], ids=["the brands' sites", "the console"])
def test_nobody_reaches_what_is_not_theirs(
    is_console: bool, record_property: Callable[[str, object], None]
) -> None:
    world, watch = a_world(), Watch()
    wrong: list[str] = []
    count = 0
    for asked in _all(world, is_console):
        wrong += [f"{asked} {fault}" for fault in faults(asked, world, watch)]
        count += 1
    watch.close()
    record_property("foreign requests", count)
    assert not wrong, f"{len(wrong)} of {count}:\n" + "\n".join(wrong[:MOST_SHOWN])
