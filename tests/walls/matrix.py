"""Every route × every method × everybody who has no business there: no success, no byte, no change.

The routes come from the URL configuration. One without an access rule fails, and so does one with a parameter for
which nobody has said what to put there (`world.addresses`). In several files, since a file's tests run in one process.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.walls.asking import FORM, METHODS, Asked, faults, ways
from tests.walls.console import actions, queries
from tests.walls.routes import Route, routes
from tests.walls.touched import Watch
from tests.walls.world import Actor, Target, World, a_world, addresses

MOST_SHOWN = 50


def try_all(who: Callable[[Actor], bool], told: Callable[[str, object], None]) -> None:
    """Fails with what was wrong; `told` is pytest's `record_property`."""
    world, watch = a_world(), Watch()
    wrong: list[str] = []
    count = 0
    with pytest.MonkeyPatch.context() as patched, _unhindered(patched):
        for asked in _all(world, who):
            wrong += [f"{asked} {fault}" for fault in faults(asked, world, watch)]
            count += 1
    watch.close()
    told("foreign requests", count)
    assert count > 0
    assert not wrong, f"{len(wrong)} of {count}:\n" + "\n".join(wrong[:MOST_SHOWN])


@contextmanager
def _unhindered(patched: pytest.MonkeyPatch) -> Iterator[None]:
    """What is rung for is rolled back anyway; a line a request, and walks through all there is, take as long as it."""
    patched.setattr("cloudmailin.tasks._ring", lambda *_, **__: None)
    logging.disable()
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        logging.disable(logging.NOTSET)


def _all(world: World, who: Callable[[Actor], bool]) -> Iterator[Asked]:
    for actor in filter(who, world.actors):
        for route in routes():
            if route.is_console is actor.is_at_the_console:
                for target in _targets(route, actor, world):
                    yield from _every_way(route, actor, target)


def _targets(route: Route, actor: Actor, world: World) -> list[Target]:
    """A foreign one; the person's own where the role, or the suspension, is what forbids."""
    own = [each for each in world.targets.values() if each.tenant in actor.of]
    if own and actor.is_refused(route.rule):
        return own
    other = "unknown brand" if route.is_console else "foreign brand"
    foreign = [world.targets["foreign tenant"], world.targets[other]]
    return foreign if actor.is_let_in and not own else foreign[:1]


def _every_way(route: Route, actor: Actor, target: Target) -> Iterator[Asked]:
    yield from _in_the_console(route, actor, target) if route.is_console and actor.is_let_in else ()
    for path in addresses(route, target, actor):
        for method in METHODS:
            for kind, is_htmx in ways(method):
                yield Asked(route, actor, target, method, path, kind, is_htmx)


def _in_the_console(route: Route, actor: Actor, target: Target) -> Iterator[Asked]:
    """Lists and choices answer words of their own, and hide behind an error from all others."""
    for path in addresses(route, target, actor):
        for words in queries(route, target):
            yield Asked(route, actor, target, "GET", path, "query", is_htmx=False, words=words)
        for words in actions(route, target):
            yield Asked(route, actor, target, "POST", path, FORM, is_htmx=False, words=words)
