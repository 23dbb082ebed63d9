"""Three tenants over two brands fight for five names: whatever they do, and whatever DNS and the clock do."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from cloudmailin.client import resources
from cloudmailin.client.errors import NotFound, Rejected
from cloudmailin.dns.answers import Absent, AbsentKind, Answer, Found, Question, Unknown, UnknownReason
from cloudmailin.dns.diagnosis import judge
from cloudmailin.dns.records import Purpose, RecordSet
from cloudmailin.dns.zone_view import Server, Zone, ZoneView, deciding
from cloudmailin.lifecycle import attach as attaching
from cloudmailin.lifecycle.attach import AlreadyAttached, OnlyReceives, TooManyUnproven, attach
from cloudmailin.lifecycle.detach import detach
from cloudmailin.lifecycle.observe import observe
from cloudmailin.lifecycle.settle import target_of
from cloudmailin.lifecycle.wanted import record_sets
from cloudmailin.models import (
    Account,
    Address,
    Domain,
    DomainEvent,
    Operation,
    ReceivingDomain,
    SendingDomain,
)
from cloudmailin.ownership.decide import Decision, decide
from cloudmailin.ownership.expire import expire_due, remind_due
from cloudmailin.ownership.family import covering, foreign_below
from cloudmailin.ownership.release import end_overdue, release_all
from cloudmailin.ownership.rules import HOLDING, OPEN, QUARANTINE, Claim
from cloudmailin.queue import clock
from cloudmailin.queue.call import Made, NotThere, Outcome
from cloudmailin.queue.claim import Wait, claim
from cloudmailin.queue.settle import settle
from cloudmailin.states import Use
from portal.bench import clock as moved
from tenants import names
from tenants.models import User
from tenants.names import DomainName
from tenants.scoping import across_tenants
from tests.build import a_brand, a_tenant

STEPS = int(os.environ.get("CLAIM_STEPS", "2000"))
STEPS_EACH = 50
NAMES = ("a.test", "*.a.test", "b.a.test", "c.b.a.test", "d.test")
QUOTA = 2
TIMES = [timedelta(minutes=1), timedelta(minutes=20), timedelta(hours=2), timedelta(days=3, hours=1)]
TIMES += [QUARANTINE, timedelta(days=14)]

tenants = st.integers(0, 2)
named = st.sampled_from(NAMES)


class CloudMailin:
    """What is there, by account, kind and name; and whose claim it was made for."""

    def __init__(self) -> None:
        self.there: dict[tuple[int, str, str], int] = {}
        self.received: list[Domain] = []

    def answer(self, operation: Operation) -> Outcome:
        target, verb = target_of(operation), operation.kind.partition("_")[0]
        shelf = operation.kind.partition("_")[2]
        name = str(target.pk) if isinstance(target, Address) else target.domain.name
        key = (operation.account_id, shelf, name)
        if verb == "delete":
            return Made(None) if self.there.pop(key, None) else NotFound("There is no such object.", 404)
        if operation.look_first and self.there.get(key) != target.pk:
            return NotThere()
        if verb == "create" and self.there.setdefault(key, target.pk) != target.pk:
            return Rejected("Domain has already been taken", 422)
        if isinstance(target, ReceivingDomain):
            self.received.append(target.domain)
        return Made(_told(operation), target.revision if isinstance(target, Address) else 0)


def _told(operation: Operation) -> resources.Resource:
    id_ = f"{operation.kind.partition('_')[2]}-{operation.target_id}"
    match target_of(operation):
        case Address() as address:
            return resources.Address(id=id_, target=address.target, address=f"{id_}@cloudmailin.net")
        case ReceivingDomain() as receiving:
            return resources.CustomDomain(id=id_, domain=receiving.domain.name)
        case sending:
            name = sending.domain.name
            return resources.SendingDomain(
                id=id_,
                domain=name,
                mta_domain=f"mta.{name}",
                required_cname="feedback-smtp.cloudmta.net",
                dkim_selector="selector",
                dkim_domain=f"selector._domainkey.{name}",
                dkim_public_record="v=DKIM1; k=rsa; p=",
                dkim_verified=True,
                return_path_verified=True,
            )


class Claims(RuleBasedStateMachine):
    """`published` are claims whose token stands in DNS, `seen` those of which a look has seen it."""

    def __init__(self) -> None:
        super().__init__()
        self._undo, self._scope = transaction.atomic(), across_tenants()
        self._undo.__enter__()
        self._scope.__enter__()
        brands = [a_brand(calls=30_000), a_brand(calls=30_000)]
        self.tenants = [a_tenant(brands[0]), a_tenant(brands[0]), a_tenant(brands[1])]
        self.staff = User.objects.create_superuser("staff@example.com", "a-long-password")
        self.cloudmailin = CloudMailin()
        self.published: set[int] = set()
        self.seen: set[int] = set()
        self.led_here: set[str] = set()
        self.wild: set[int] = set()
        self.is_silent = False
        moved.install()
        self.now = clock.now()
        moved.take_over()
        moved.move_to(moved.seconds_at(self.now))

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._scope.__exit__(None, None, None)
        self._undo.__exit__(None, None, None)

    def _claims(self, name: str) -> Iterator[Domain]:
        yield from Domain.objects.filter(name=name, removed_at=None).select_related(
            "tenant__brand", "account", "receiving__address", "sending"
        )

    def _own(self, tenant: int, name: str) -> Domain | None:
        return next((each for each in self._claims(name) if each.tenant == self.tenants[tenant]), None)

    @rule(tenant=tenants, name=named, uses=st.sets(st.sampled_from(Use), min_size=1))
    def add(self, tenant: int, name: str, uses: set[Use]) -> None:
        with suppress(AlreadyAttached, TooManyUnproven, OnlyReceives):
            attach(self.tenants[tenant], DomainName(name), uses)

    @rule(tenant=tenants, name=named, at_once=st.booleans())
    def remove(self, tenant: int, name: str, at_once: bool) -> None:
        if domain := self._own(tenant, name):
            detach(domain, at_once=at_once)

    @rule(tenant=tenants, name=named, stands=st.booleans())
    def change_token(self, tenant: int, name: str, stands: bool) -> None:
        if domain := self._own(tenant, name):
            (self.published.add if stands else self.published.discard)(domain.pk)

    @rule(name=named)
    def change_mx(self, name: str) -> None:
        self.led_here ^= {name}

    @rule(is_silent=st.booleans())
    def change_dns(self, is_silent: bool) -> None:
        self.is_silent = is_silent

    @rule(time=st.sampled_from(TIMES))
    def let_pass(self, time: timedelta) -> None:
        self.now += time
        moved.move_to(moved.seconds_at(self.now))

    @rule(name=named, times=st.integers(1, 4))
    def look(self, name: str, times: int) -> None:
        for _ in range(times):
            for domain in self._claims(name):
                self._look(domain)

    @rule(name=named)
    def look_for_days(self, name: str) -> None:
        for _ in range(10):
            self.let_pass(timedelta(hours=8))
            self.look(name, 1)

    @rule()
    def serve(self) -> None:
        for account in Account.objects.all():
            while not isinstance(claimed := claim(account.pk), Wait):
                operation = Operation.objects.select_related("domain").get(pk=claimed.operation_id)
                settle(claimed, self.cloudmailin.answer(operation))

    @rule()
    def tend(self) -> None:
        remind_due()
        expire_due()
        end_overdue()

    @rule(tenant=tenants)
    def leave(self, tenant: int) -> None:
        release_all(self.tenants[tenant], reason="closed", actor=self.staff)

    @rule(tenant=tenants, name=named, decision=st.sampled_from(Decision))
    def let_staff_decide(self, tenant: int, name: str, decision: Decision) -> None:
        domain = self._own(tenant, name)
        if domain and domain.claim == Claim.CONTESTED:
            if decision is Decision.GIVE:
                self.seen.add(domain.pk)
            decide(domain, decision, actor=self.staff)

    def _look(self, domain: Domain) -> None:
        sets, before = record_sets(domain), domain.claim
        observe(domain, [judge(each, self._view(domain, sets)) for each in sets])
        if self.is_silent and covering(domain) is None:
            assert Domain.objects.get(pk=domain.pk).claim == before, "unknown moves nothing"
        elif domain.pk in self.published:
            self.seen.add(domain.pk)

    def _view(self, domain: Domain, sets: tuple[RecordSet, ...]) -> ZoneView:
        answers = {
            question: self._answer(domain, each, question) for each in sets for question in deciding(each)
        }
        return ZoneView(domain.name, Zone("test", (Server("ns.test", "192.0.2.53"),)), answers)

    def _answer(self, domain: Domain, of: RecordSet, question: Question) -> Answer:
        if self.is_silent:
            return Unknown(UnknownReason.TIMEOUT)
        stands = {
            Purpose.OWNERSHIP: domain.pk in self.published,
            Purpose.MX: domain.name in self.led_here,
        }.get(of.purpose, True)
        values = [each.value for each in of.records if Question(each.name, each.type) == question]
        return Found(tuple(values), 60) if stands and values else Absent(AbsentKind.NODATA, 60)

    @invariant()
    def a_name_has_one_owner_at_most(self) -> None:
        held = Domain.objects.filter(claim__in=HOLDING).values_list("name", flat=True)
        assert not [name for name, count in Counter(held).items() if count > 1]

    @invariant()
    def what_is_held_or_received_was_proven_by_its_own_tenant(self) -> None:
        rows = Domain.objects.values_list("pk", "tenant", "name", "claim")
        seen = {(tenant, name) for pk, tenant, name, _ in rows if pk in self.seen}
        received = {domain.pk for domain in self.cloudmailin.received}
        for pk, tenant, name, state in rows:
            if state in HOLDING or pk in received:
                assert seen & {(tenant, each) for each in (name, *names.around(name))}
        self.cloudmailin.received.clear()

    @invariant()
    def a_held_claim_has_its_own_token_seen_or_one_above(self) -> None:
        """A name's former claim, in quarantine or not, counts for nothing."""
        held = Domain.objects.filter(claim__in=HOLDING).exclude(pk__in=self.seen)
        proofs = DomainEvent.objects.filter(kind=Claim.PROVEN, domain__in=held)
        assert all(any(each.startswith("below ") for each in proof.detail["evidence"]) for proof in proofs)

    @invariant()
    def no_wildcard_was_proven_over_a_name_of_somebody_elses(self) -> None:
        wild = list(Domain.objects.filter(claim__in=HOLDING, name__startswith="*."))
        assert not [each for each in wild if each.pk not in self.wild and foreign_below(each).exists()]
        self.wild = {each.pk for each in wild}

    @invariant()
    def nobody_has_more_made_early_than_the_quota(self) -> None:
        early = SendingDomain.objects.filter(domain__claim__in=OPEN - HOLDING, domain__removed_at=None)
        made = Counter(early.exclude(remote_id="").values_list("tenant", flat=True))
        assert all(count <= QUOTA for count in made.values())

    @invariant()
    def no_token_is_given_twice(self) -> None:
        tokens = list(Domain.objects.values_list("token", flat=True))
        assert len(tokens) == len(set(tokens))

    @invariant()
    def every_move_has_its_event(self) -> None:
        events = DomainEvent.objects.filter(use="", kind__in=list(Claim)).order_by("pk")
        last: dict[int, str] = {}
        for domain, kind, detail in events.values_list("domain", "kind", "detail"):
            assert detail["before"] == last.get(domain, Claim.PENDING)
            last[domain] = kind
        for pk, state, proven_at in Domain.objects.values_list("pk", "claim", "proven_at"):
            assert state == last.get(pk, Claim.PENDING)
            assert (proven_at is not None) == (state in HOLDING)

    @invariant()
    def what_ended_is_gone(self) -> None:
        assert not Domain.objects.exclude(removed_at=None).filter(claim__in=OPEN).exists()


@pytest.mark.django_db
def test_nobody_gets_a_name_that_is_not_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attaching, "MOST_UNPROVEN", QUOTA)
    run_state_machine_as_test(
        Claims,
        settings=settings(
            max_examples=max(1, STEPS // STEPS_EACH), stateful_step_count=STEPS_EACH, deadline=None
        ),
    )
