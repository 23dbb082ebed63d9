"""Checks share the work, and neither a broken domain nor a busy moment keeps one from its turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest

from cloudmailin.dns.diagnosis import Finding as Seen
from cloudmailin.lifecycle.check import check_due
from cloudmailin.lifecycle.observe import observe
from cloudmailin.lifecycle.schedule import check_now
from cloudmailin.models import Domain, Finding
from cloudmailin.queue import clock
from tenants.models import Tenant
from tenants.scoping import across_tenants
from tests.build import a_domain

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _all_tenants() -> Iterator[None]:
    with across_tenants():
        yield


def test_only_what_is_due_is_checked_and_then_later_again(tenant: Tenant) -> None:
    due, later = a_domain(tenant), a_domain(tenant)
    Domain.objects.filter(pk=later.pk).update(next_check_at=clock.now() + timedelta(hours=1))
    assert check_due() == 1
    assert check_due() == 0
    due.refresh_from_db()
    assert due.checked_at
    assert due.next_check_at
    assert due.next_check_at > due.checked_at


def test_a_domain_that_fails_does_not_hold_up_the_others(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, fine = a_domain(tenant), a_domain(tenant)

    def breaks_for_one(domain: Domain, seen: Sequence[Seen]) -> None:
        if domain.pk == broken.pk:
            raise RuntimeError
        observe(domain, seen)

    monkeypatch.setattr("cloudmailin.lifecycle.check.observe", breaks_for_one)
    assert check_due() == 2
    assert Finding.objects.filter(domain=fine).exists()
    broken.refresh_from_db()
    assert broken.next_check_at
    assert broken.next_check_at > clock.now(), "it has its turn again when the lease is over"


def test_a_look_asked_for_during_a_check_is_not_forgotten(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    domain = a_domain(tenant)

    def asks_meanwhile(checked: Domain, seen: Sequence[Seen]) -> None:
        observe(checked, seen)
        check_now(checked)

    monkeypatch.setattr("cloudmailin.lifecycle.check.observe", asks_meanwhile)
    check_due()
    domain.refresh_from_db()
    assert domain.next_check_at
    assert domain.next_check_at <= clock.now()
