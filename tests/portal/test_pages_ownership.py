"""What a customer sees of claims: names to look at twice, names with a star, and what is left to delete."""

from __future__ import annotations

import pytest
from django.test import Client

from cloudmailin.lifecycle.detach import detach
from cloudmailin.models import Domain, Finding, ReceivingDomain
from cloudmailin.ownership.rules import Claim
from cloudmailin.queue import clock
from cloudmailin.states import State, Use
from tenants.models import Tenant
from tenants.scoping import across_tenants
from tests.build import a_domain, a_tenant
from tests.portal.conftest import Page

RECEIVING = frozenset({Use.RECEIVING})
MIXED = "xn--pple-43d.test"


def prose(client: Client, domain: Domain) -> str:
    return Page(client.get(f"/domains/{domain.public_id}/").content).prose


def test_mixed_alphabets_and_own_look_alikes_are_warned_of(owner: Client, home: Tenant) -> None:
    a_domain(home, "apple.test")
    said = prose(owner, a_domain(home, MIXED))
    assert "several alphabets" in said
    assert MIXED in said
    assert "looks like apple.test" in said


def test_other_tenants_names_are_not_told(owner: Client, home: Tenant) -> None:
    theirs = a_domain(a_tenant(home.brand), "apple.test")
    with across_tenants():
        Domain.objects.filter(pk=theirs.pk).update(claim=Claim.PROVEN, proven_at=clock.now())
    assert "apple.test" not in prose(owner, a_domain(home, MIXED))


def test_a_star_is_for_receiving_only_and_the_form_says_so(owner: Client) -> None:
    both = owner.post("/domains/add/", {"name": "*.star.test", "uses": ["receiving", "sending"]})
    assert both.status_code == 200
    assert "Add star.test itself to send from it." in Page(both.content).prose
    added = owner.post("/domains/add/", {"name": "*.star.test", "uses": ["receiving"]}, follow=True)
    assert "*.star.test" in Page(added.content).prose


@pytest.mark.parametrize(("status", "code", "gone"), [("ok", "token_right", 0), ("missing", "missing", 1)])
def test_the_records_of_a_name_that_is_given_up_are_ticked_off(
    owner: Client, home: Tenant, status: str, code: str, gone: int
) -> None:
    domain = a_domain(home, uses=RECEIVING)
    with across_tenants():
        ReceivingDomain.objects.filter(domain=domain).update(state=State.ACTIVE, remote_id="1")
        found(domain, "mx", "ok", "mx_right")
        found(domain, "ownership", status, code)
        detach(domain)
    said = prose(owner, domain)
    assert "Delete these records at your DNS host" in said
    assert (said.count("Gone"), said.count("To delete")) == (gone, 4 - gone)
    assert "Finish now" in said


def found(domain: Domain, purpose: str, status: str, code: str) -> None:
    Finding.objects.create(
        tenant=domain.tenant,
        domain=domain,
        purpose=purpose,
        status=status,
        code=code,
        changed_at=clock.now(),
    )
