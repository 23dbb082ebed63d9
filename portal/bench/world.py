"""One account with its tenants, workers and customers; the customers' DNS is a word per domain, and no packets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from random import Random
from typing import Any

from django.db import transaction

from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.schedule import interval
from cloudmailin.lifecycle.attach import TooManyUnproven, attach
from cloudmailin.lifecycle.observe import observe
from cloudmailin.lifecycle.schedule import check_now, watch
from cloudmailin.lifecycle.wanted import record_sets
from cloudmailin.models import Account, Domain, Operation
from cloudmailin.queue import bell
from cloudmailin.queue.line import limit_of
from cloudmailin.states import Use
from portal.bench import clock
from portal.bench.agenda import Agenda
from portal.bench.customers import HOUR, Plan
from portal.bench.provider import Door, Provider
from portal.bench.worker import Workers
from tenants.models import Brand, Tenant
from tenants.names import DomainName

_LOOKS_EVERY = 10.0
_STAYS = 40.0
_PAGE_LOADS = 0.5
_CHECKS_WITHIN = 0.2
_COMES_BACK = HOUR


class Dns(StrEnum):
    """What stands in DNS, as a check finds it."""

    NOTHING = FindingStatus.MISSING.value
    MISTAKEN = FindingStatus.WRONG.value
    SILENT = FindingStatus.UNKNOWN.value
    RIGHT = FindingStatus.OK.value


class World:
    """Everything that happens in it stands on its agenda. `slug` names it, once in a database."""

    def __init__(self, slug: str, tenants: int, chance: Random, failure_rate: float = 0.0) -> None:
        self._slug = slug
        self.account, self.tenants = make(slug, tenants)
        self.limit = limit_of(self.account)
        self.agenda = Agenda(clock.move_to)
        self.door = Door(self.limit)
        self._chance = chance
        self._dns: dict[int, Dns] = {}
        self._plans: dict[int, Plan] = {}
        provider = Provider(
            self.door, Random(chance.random()), failure_rate, lambda id_: self._dns.get(id_) is Dns.RIGHT
        )
        self.workers = Workers(self.account.pk, self.agenda, provider, Random(chance.random()), self._settled)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """While this lasts the bells of the real code reach this world's workers."""
        bell.operation_waits.connect(self._ring)
        bell.domain_is_due.connect(self._ring_for_check)
        clock.move_to(self.agenda.now)
        yield
        bell.operation_waits.disconnect(self._ring)
        bell.domain_is_due.disconnect(self._ring_for_check)

    def expect(self, plans: Iterable[Plan]) -> None:
        for plan in plans:
            self.agenda.at(plan.comes, partial(self._come, plan))

    def _ring(self, account_id: int, **_: Any) -> None:
        if account_id == self.account.pk:
            self.workers.ring()

    def _ring_for_check(self, **_: Any) -> None:
        self.agenda.after(_CHECKS_WITHIN, self._check_due)

    # --- what customers do

    def _come(self, plan: Plan) -> None:
        name = DomainName(f"{self._slug}-{plan.name}")
        try:
            domain = attach(self.tenants[plan.tenant], name, set(plan.uses))
        except TooManyUnproven:
            self.agenda.after(_COMES_BACK, partial(self._come, plan))
            return
        self._plans[domain.pk], self._dns[domain.pk] = plan, Dns.NOTHING
        if plan.is_watching:
            self._stay(domain.pk)
        for press in plan.presses:
            self.agenda.after(press, partial(check_now, domain))
        if Use.SENDING not in plan.uses:
            self.agenda.after(plan.publishes_after, partial(self._publish, domain.pk))

    def _settled(self, operation: Operation) -> None:
        """Once CloudMailin has named the records, the customer goes and publishes them."""
        domain_id = operation.domain_id or 0
        plan = self._plans.get(domain_id)
        if not plan or operation.kind != Operation.Kind.CREATE_SENDING:
            return
        if Domain.objects.filter(pk=domain_id, sending__dkim_selector__gt="").exists():
            self.agenda.after(plan.publishes_after, partial(self._publish, domain_id))

    def _publish(self, domain_id: int) -> None:
        plan = self._plans[domain_id]
        if plan.mistaken_for:
            self._set_dns(domain_id, self._chance.choice((Dns.MISTAKEN, Dns.SILENT)))
            self.agenda.after(plan.mistaken_for, partial(self._set_dns, domain_id, Dns.RIGHT))
        else:
            self._set_dns(domain_id, Dns.RIGHT)
        if plan.is_watching:
            self._stay(domain_id)

    def _set_dns(self, domain_id: int, dns: Dns) -> None:
        """The schedule finds it within its present interval; nothing else that it finds would change anything."""
        self._dns[domain_id] = dns
        [(touched_at,)] = Domain.objects.filter(pk=domain_id).values_list("touched_at")
        plan, now = self._plans[domain_id], clock.moment(self.agenda.now)
        every = interval(
            now,
            watched=plan.is_watching,
            good=False,
            doubtful=False,
            since=touched_at,
            jitter=self._chance.random(),
        )
        if every:
            self.agenda.after(every.total_seconds() * self._chance.random(), partial(self._check, domain_id))

    def _stay(self, domain_id: int) -> None:
        for look in range(int(_STAYS / _LOOKS_EVERY)):
            self.agenda.after(_PAGE_LOADS + look * _LOOKS_EVERY, partial(self._look, domain_id))

    def _look(self, domain_id: int) -> None:
        watch(Domain.objects.get(pk=domain_id))
        self.workers.ring()

    # --- what the schedule does

    def _check_due(self) -> None:
        due = Domain.objects.filter(
            account=self.account, next_check_at__lte=clock.moment(self.agenda.now), pk__in=self._dns
        )
        for domain_id in due.values_list("pk", flat=True):
            self._check(domain_id)

    def _check(self, domain_id: int) -> None:
        with transaction.atomic():
            locked = Domain.objects.select_for_update(of=("self",), no_key=True)
            domain = locked.select_related("tenant__brand", "account", "receiving__address", "sending").get(
                pk=domain_id
            )
            status = FindingStatus(self._dns[domain_id])
            observe(domain, [Finding(each.purpose, status, status) for each in record_sets(domain)])
            Domain.objects.filter(pk=domain_id).update(
                checked_at=clock.moment(self.agenda.now), next_check_at=None
            )


def make(slug: str, tenants: int) -> tuple[Account, list[Tenant]]:
    """A brand's account, and so many tenants of the brand."""
    brand = Brand.objects.create(
        name=slug, slug=slug, support_email=f"help@{slug}.test", proof_label=f"_{slug}"
    )
    account = Account.objects.create(
        brand=brand, remote_id=slug, api_key="key", inbound_target=f"https://{slug}.test/"
    )
    names = (Tenant(brand=brand, name=f"{slug} {number}") for number in range(tenants))
    return account, Tenant.objects.bulk_create(names)
