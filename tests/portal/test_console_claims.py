"""Contested claims in the console: both sides' evidence, and decisions that are confirmed and kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from cloudmailin.models import Domain, DomainEvent
from cloudmailin.ownership.rules import Claim
from cloudmailin.queue import clock
from tenants.models import User
from tenants.scoping import across_tenants
from tests.build import a_brand, a_domain, a_tenant

LIST = reverse("admin:cloudmailin_contestedclaim_changelist", urlconf="portal.console.urls")


@pytest.fixture(autouse=True)
def _all_tenants(db: None) -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def contest() -> tuple[Domain, Domain]:
    """Holder and challenger."""
    brand = a_brand()
    holder, challenger = a_domain(a_tenant(brand), "both.test"), a_domain(a_tenant(brand), "both.test")
    Domain.objects.filter(pk=holder.pk).update(claim=Claim.PROVEN, proven_at=clock.now())
    Domain.objects.filter(pk=challenger.pk).update(claim=Claim.CONTESTED)
    return holder, challenger


def decide(staff: Client, claim: Domain, decision: str, **more: str) -> bytes:
    posted = {"action": decision, "_selected_action": claim.pk, **more}
    return staff.post(LIST, posted, follow=True).content


def claims(*domains: Domain) -> list[str]:
    return [Domain.objects.get(pk=each.pk).claim for each in domains]


def test_both_sides_are_listed_and_no_uncontested_claim(
    staff: Client, contest: tuple[Domain, Domain]
) -> None:
    other = a_domain()
    said = staff.get(LIST).content.decode()
    assert all(str(each.tenant) in said for each in contest)
    assert other.name not in said


@pytest.mark.parametrize(
    ("decision", "after"),
    [("give", [Claim.RELEASED, Claim.PROVEN]), ("keep", [Claim.PROVEN, Claim.RELEASED])],
)
def test_a_decision_is_confirmed_first_and_then_kept_with_its_actor(
    staff: Client, contest: tuple[Domain, Domain], decision: str, after: list[Claim]
) -> None:
    asked = decide(staff, contest[1], decision).decode()
    assert f"{contest[1].tenant}" in asked
    assert claims(*contest) == [Claim.PROVEN, Claim.CONTESTED], "nothing without a confirmation"
    decide(staff, contest[1], decision, confirmed="yes")
    assert [each in after for each in claims(*contest)] == [True, True]
    assert claims(*contest)[after.index(Claim.PROVEN)] == Claim.PROVEN
    actors = DomainEvent.objects.filter(kind=Claim.RELEASED).values_list("actor__email", flat=True)
    assert list(actors) == [User.objects.get(is_superuser=True).email]
