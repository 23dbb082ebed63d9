"""What befalls the world, one kind a function; each ends with everything running again. Called by the stack's thread."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping
from functools import partial
from random import Random

import redis as redis_client

from tests.faults.chaos.scale import FACTOR
from tests.faults.chaos.world import World, beat

_LEASE = 30 / FACTOR
_FROZEN_FOR = (1.5 * _LEASE, 4 * _LEASE)
_SECOND_BEAT_FOR = 4.0
_SKEWS = (-300.0, 300.0)
"""Seconds: five minutes behind or ahead."""


def kill(world: World, random: Random) -> None:
    """A worker dies at once, whatever it was doing; another comes."""
    world.kill_worker(random.choice(world.workers))
    world.add_workers()


def kill_all(world: World, random: Random) -> None:
    """No worker is left; then as many come as there were."""
    number = len(world.workers)
    for name in list(world.workers):
        world.kill_worker(name)
    world.add_workers(number)


def freeze(world: World, random: Random) -> None:
    """A worker stands still until its leases have run out and others have its work, then goes on as if nothing was."""
    pid = world.stack.pid(random.choice(world.workers))
    os.kill(pid, signal.SIGSTOP)
    time.sleep(random.uniform(*_FROZEN_FOR))
    os.kill(pid, signal.SIGCONT)


def flush(world: World, random: Random) -> None:
    """Redis forgets everything."""
    with redis_client.Redis(port=world.ports.redis) as redis:
        redis.flushall()


def restart_redis(world: World, random: Random) -> None:
    """Redis dies and comes back empty."""
    service = world.stack.kill("redis")
    time.sleep(random.uniform(0, 2))
    world.stack.start(service)


def cut(world: World, random: Random) -> None:
    """All connections from workers and beat to one server end, in good order or in the middle of a word."""
    proxy = random.choice((world.to_postgres, world.to_redis))
    random.choice((proxy.cut, proxy.reset))()


def restart_postgres(world: World, random: Random) -> None:
    """PostgreSQL stops without a farewell, as by `pg_ctl stop -m immediate`, and recovers from its log."""
    pid = world.stack.pid("postgres")
    os.kill(pid, signal.SIGQUIT)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    time.sleep(random.uniform(0, 1))
    world.stack.start(world.stack.kill("postgres"))


def duplicate(world: World, random: Random) -> None:
    """Every bell rings two to five times, in any order."""
    from cloudmailin.models import Account
    from cloudmailin.tasks import check, serve, sweep

    accounts = Account.objects.order_by("pk").values_list("pk", flat=True)
    bells: list[Callable[[], object]] = [partial(serve.delay, pk) for pk in accounts]
    bells += [sweep.delay, check.delay]
    messages = [bell for bell in bells for _ in range(random.randint(2, 5))]
    random.shuffle(messages)
    for send in messages:
        send()


def second_beat(world: World, random: Random) -> None:
    world.stack.start(beat(world, "beat-2"))
    time.sleep(_SECOND_BEAT_FOR)
    world.stack.kill("beat-2")


def kill_beat(world: World, random: Random) -> None:
    service = world.stack.kill("beat")
    time.sleep(random.uniform(0, 4))
    world.stack.start(service)


def skew(world: World, random: Random) -> None:
    """A worker is replaced by one whose clock is minutes off; it stays until something replaces it."""
    world.kill_worker(random.choice(world.workers))
    world.add_workers(skew=random.choice(_SKEWS))


KINDS: Mapping[str, Callable[[World, Random], None]] = {
    "kill": kill,
    "kill-all": kill_all,
    "freeze": freeze,
    "flush": flush,
    "restart-redis": restart_redis,
    "cut": cut,
    "restart-postgres": restart_postgres,
    "duplicate": duplicate,
    "second-beat": second_beat,
    "kill-beat": kill_beat,
    "skew": skew,
}
