"""A world in which one kind of work is what comes next, made by the product's own verbs."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from cloudmailin.lifecycle.attach import AlreadyAttached
from cloudmailin.lifecycle.check import check_due
from cloudmailin.lifecycle.detach import detach
from cloudmailin.models import Account, Domain, Operation
from cloudmailin.queue import clock
from cloudmailin.queue.step import step
from cloudmailin.states import LEAVING, Use
from tenants.models import Tenant
from tests.build import a_brand, a_domain, a_tenant
from tests.faults.tracer.work import ELSEWHERE, attach_both, name_of, redirect_elsewhere, release_address
from tests.witness import Witness

_PATIENCE = 30.0

RECEIVING, SENDING = frozenset({Use.RECEIVING}), frozenset({Use.SENDING})


@dataclass(frozen=True, slots=True)
class World:
    """One tenant, alone in an account of its own."""

    account: Account
    tenant: Tenant
    witness: Witness

    @property
    def domain(self) -> Domain:
        return Domain.objects.select_related("receiving", "sending").get(tenant=self.tenant)

    def make_due(self) -> None:
        """Nobody waits for the clock."""
        now = clock.now()
        mine = Operation.objects.filter(account=self.account)
        mine.filter(status=Operation.Status.WAITING).update(due_at=now)
        domains = Domain.objects.filter(account=self.account, removed_at=None)
        domains.update(watched_until=now + timedelta(minutes=5), next_check_at=now)

    def work_until_quiet(self) -> None:
        """Check and serve what there is, as workers would in time."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            self.make_due()
            served = step(self.account.pk)
            check_due()
            if not served and not self.operations_left():
                return

    def operations_left(self) -> bool:
        live = [Operation.Status.WAITING, Operation.Status.RUNNING]
        return Operation.objects.filter(account=self.account, status__in=live).exists()


@dataclass(frozen=True, slots=True)
class Stage:
    """`prepare` brings a world to where `work` on `on` comes next; `again` is what its asker does who saw it fail;
    `ends` says whether all is as wished for."""

    work: str
    prepare: Callable[[World], None]
    on: Callable[[World], int]
    ends: Callable[[World], bool]
    again: Callable[[World], None] = lambda _: None


_CALLS = 30_000
"""A minute: so many that no call is kept waiting for its turn, however fast the machine."""


def a_world(witness: Witness) -> World:
    brand = a_brand(base_url=witness.base_url, calls=_CALLS)
    witness.add_account(brand.account.remote_id, "key", limit=_CALLS)
    witness.change_account(brand.account.remote_id, delete_seconds=0)
    return World(brand.account, a_tenant(brand), witness)


def _account(world: World) -> int:
    return world.account.pk


def _tenant(world: World) -> int:
    return world.tenant.pk


def _attached(uses: frozenset[Use]) -> Callable[[World], None]:
    def prepare(world: World) -> None:
        a_domain(world.tenant, name_of(world.tenant.pk), uses)
        world.make_due()

    return prepare


def _published(uses: frozenset[Use]) -> Callable[[World], None]:
    def prepare(world: World) -> None:
        _attached(uses)(world)
        while step(world.account.pk):
            pass
        world.witness.publish_all(world.domain)
        world.make_due()

    return prepare


def _proven(uses: frozenset[Use]) -> Callable[[World], None]:
    def prepare(world: World) -> None:
        _published(uses)(world)
        check_due()
        world.make_due()

    return prepare


def _with_address(world: World) -> None:
    _proven(RECEIVING)(world)
    step(world.account.pk)
    check_due()
    world.make_due()


def _green(uses: frozenset[Use]) -> Callable[[World], None]:
    def prepare(world: World) -> None:
        _published(uses)(world)
        world.work_until_quiet()

    return prepare


def _redirected(world: World) -> None:
    _green(RECEIVING)(world)
    redirect_elsewhere(world.tenant.pk)
    world.make_due()


def _leaving(uses: frozenset[Use]) -> Callable[[World], None]:
    def prepare(world: World) -> None:
        _green(uses)(world)
        detach(world.domain, at_once=True)
        world.make_due()

    return prepare


def _address_left_over(world: World) -> None:
    _leaving(RECEIVING)(world)
    world.work_until_quiet()


def _address_leaving(world: World) -> None:
    _address_left_over(world)
    release_address(world.tenant.pk)
    world.make_due()


def _there(world: World) -> dict[str, int]:
    return {
        shelf: len(things)
        for shelf, things in world.witness.objects(world.account.remote_id).items()
        if things
    }


def _is_good(there: dict[str, int]) -> Callable[[World], bool]:
    return lambda world: all(one.is_good for one in world.domain.attachments) and _there(world) == there


def _is_gone(there: dict[str, int]) -> Callable[[World], bool]:
    return lambda world: world.domain.removed_at is not None and _there(world) == there


def _has_target(world: World) -> bool:
    [address] = world.witness.objects(world.account.remote_id)["addresses"]
    return (address["target"], address["auth_header"]) == (ELSEWHERE, "Basic x")


def _awaits_dns(world: World) -> bool:
    return bool(world.domain.sending.dkim_selector) and _there(world) == {"sending_domains": 1}


def _attach_again(world: World) -> None:
    with suppress(AlreadyAttached):
        attach_both(world.tenant.pk)


def _detach_again(world: World) -> None:
    if any(one.state not in LEAVING for one in world.domain.attachments):
        detach(world.domain, at_once=True)


_RECEIVES = {"addresses": 1, "custom_domains": 1}
_SENDS = {"sending_domains": 1}

STAGES: Mapping[str, Stage] = {
    "create_address": Stage("step", _proven(RECEIVING), _account, _is_good(_RECEIVES)),
    "change_address": Stage("step", _redirected, _account, _has_target),
    "delete_address": Stage("step", _address_leaving, _account, _is_gone({})),
    "create_receiving": Stage("step", _with_address, _account, _is_good(_RECEIVES)),
    "delete_receiving": Stage("step", _leaving(RECEIVING), _account, _is_gone({"addresses": 1})),
    "create_sending": Stage("step", _attached(SENDING), _account, _awaits_dns),
    "verify_sending": Stage("step", _proven(SENDING), _account, _is_good(_SENDS)),
    "delete_sending": Stage("step", _leaving(SENDING), _account, _is_gone({})),
    "attach": Stage("attach", lambda _: None, _tenant, _awaits_dns, again=_attach_again),
    "redirect": Stage(
        "redirect",
        _green(RECEIVING),
        _tenant,
        _has_target,
        again=lambda world: redirect_elsewhere(world.tenant.pk),
    ),
    "release": Stage(
        "release",
        _address_left_over,
        _tenant,
        _is_gone({}),
        again=lambda world: release_address(world.tenant.pk),
    ),
    "check": Stage("check", _published(SENDING), _account, _is_good(_SENDS)),
    "detach": Stage(
        "detach",
        _green(SENDING),
        lambda world: world.domain.pk,
        _is_gone({}),
        again=_detach_again,
    ),
}
