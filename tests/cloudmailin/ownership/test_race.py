"""Thirty-two workers see the proof of the same name at the same instant, each for another tenant: one has it."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from cloudmailin.models import Account, Domain, DomainEvent
from cloudmailin.ownership.rules import Claim
from cloudmailin.ownership.watch import watch
from cloudmailin.queue import clock
from tenants.models import Tenant
from tenants.scoping import across_tenants
from tests.build import a_brand, a_tenant

WORKERS = 32
ROUNDS = int(os.environ.get("RACE_ROUNDS", "100"))


@pytest.fixture
def tenants(transactional_db: None) -> list[Tenant]:
    """Over two brands."""
    brands = [a_brand(), a_brand()]
    return [a_tenant(brands[n % 2]) for n in range(WORKERS)]


def test_one_of_them_has_it_and_the_others_wait(tenants: list[Tenant]) -> None:
    accounts = {account.brand_id: account for account in Account.objects.all()}
    start = Barrier(WORKERS)

    def prove(pk: int) -> None:
        with across_tenants(), transaction.atomic():
            domain = Domain.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
            start.wait(30)
            watch(domain, True, ["token"], clock.now())

    def leave(_: int) -> None:
        start.wait(30)
        connection.close()

    with ThreadPoolExecutor(WORKERS) as pool, across_tenants():
        for number in range(ROUNDS):
            claims = Domain.objects.bulk_create(
                Domain(tenant=each, account=accounts[each.brand_id], name=f"race-{number}.test")
                for each in tenants
            )
            list(pool.map(prove, [domain.pk for domain in claims]))
            found = list(Domain.objects.filter(name=f"race-{number}.test").values_list("claim", flat=True))
            assert sorted(found) == [Claim.CONTESTED] * (WORKERS - 1) + [Claim.PROVEN]
        assert DomainEvent.objects.filter(kind=Claim.PROVEN).count() == ROUNDS
        list(pool.map(leave, range(WORKERS)))
