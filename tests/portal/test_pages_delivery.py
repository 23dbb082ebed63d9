"""The delivery page: there where the customer decides, silent about the secret, and clear about what is wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from cloudmailin.models import Account, Address, Operation
from cloudmailin.states import State, Use
from tenants.models import Tenant
from tenants.roles import Role
from tenants.scoping import within
from tests.build import PASSWORD, a_domain, a_member, a_tenant
from tests.portal.conftest import Page

pytestmark = pytest.mark.django_db
SECRET = "Bearer canary-9b31f0"
GOOD = {"target": "https://app.example.com/in", "target_format": "json+n", "auth_header": ""}


@pytest.fixture
def own(home: Tenant) -> Tenant:
    """A tenant of a brand whose customers say themselves where their mail goes."""
    Account.objects.filter(brand=home.brand).update(address_policy="customer", inbound_target="")
    return home


def address_of(tenant: Tenant) -> Address:
    with within(tenant):
        return Address.objects.get()


def make(tenant: Tenant) -> None:
    """As if CloudMailin had the address as it is wished for."""
    address = address_of(tenant)
    with within(tenant):
        Address.objects.update(remote_id="a" * 20, applied_revision=address.revision)


def test_the_page_and_its_menu_are_there_only_where_the_customer_decides(home: Tenant, owner: Client) -> None:
    assert owner.get("/delivery/").status_code == 404
    assert "Delivery" not in Page(owner.get("/").content).prose
    Account.objects.filter(brand=home.brand).update(address_policy="customer")
    assert owner.get("/delivery/").status_code == 200
    assert "Delivery" in Page(owner.get("/").content).prose


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
def test_only_who_may_change_it_sees_it(own: Tenant, sign_in: Callable[[Role], Client], role: Role) -> None:
    client = sign_in(role)
    assert client.get("/delivery/").status_code == 403
    assert "Delivery" not in Page(client.get("/").content).prose


def test_what_is_saved_is_shown_again_but_for_the_secret(own: Tenant, owner: Client) -> None:
    assert b"Say where your mail goes" in owner.get("/delivery/").content
    answer = owner.post("/delivery/", {**GOOD, "auth_header": SECRET}, follow=True)
    page = answer.content.decode()
    assert GOOD["target"] in page
    assert SECRET not in page
    assert "One is stored, and not shown" in page
    assert address_of(own).auth_header == SECRET


def test_an_empty_secret_keeps_the_one_there_is_and_a_tick_removes_it(own: Tenant, owner: Client) -> None:
    owner.post("/delivery/", {**GOOD, "auth_header": SECRET})
    owner.post("/delivery/", {**GOOD, "target": "https://other.example.com/"})
    assert address_of(own).auth_header == SECRET
    owner.post("/delivery/", {**GOOD, "remove_auth_header": "on"})
    assert address_of(own).auth_header == ""


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"target": ""}, "Enter the web address"),
        ({"target": "http://app.example.com/"}, "begins with https://"),
        ({"target": "https://127.0.0.1/"}, "host name that the whole Internet can reach"),
        ({"target": "https://user:pw@app.example.com/"}, "Leave user name and password out"),
        ({"target_format": "xml"}, "not one of the available choices"),
        ({"auth_header": "Bearer a\x7fb"}, "no header can have"),
        ({"auth_header": "Bearer ä"}, "no header can have"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_changed(
    own: Tenant, owner: Client, wrong: dict[str, str], says: str
) -> None:
    owner.post("/delivery/", GOOD)
    answer = owner.post("/delivery/", {**GOOD, "target": "https://new.example.com/", **wrong})
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert address_of(own).target == GOOD["target"]


def test_a_change_is_followed_until_it_has_taken_effect(own: Tenant, owner: Client) -> None:
    owner.post("/delivery/", GOOD)
    assert "All set" in Page(owner.get("/delivery/").content).prose
    make(own)
    settled = owner.get("/delivery/").content
    assert b"In effect" in settled
    assert b"hx-get" not in settled
    owner.post("/delivery/", {**GOOD, "target": "https://new.example.com/"})
    moving = owner.get("/delivery/live/").content
    assert b"Taking effect" in moving
    assert b"hx-get" in moving
    with within(own):
        assert Operation.objects.get().kind == "change_address"
        Address.objects.update(problem="Target is not valid")
    assert b"This address was not accepted" in owner.get("/delivery/live/").content


def test_saving_what_is_there_already_costs_no_call(own: Tenant, owner: Client) -> None:
    owner.post("/delivery/", GOOD)
    make(own)
    owner.post("/delivery/", GOOD)
    with within(own):
        assert not Operation.objects.exists()


def test_a_domain_that_waits_for_it_says_so(own: Tenant, owner: Client) -> None:
    domain = a_domain(own, uses=frozenset({Use.RECEIVING}))
    with within(own):
        domain.findings.create(
            tenant=own, purpose="mx", status="ok", code="mx_right", changed_at=domain.created_at
        )
        domain.findings.create(
            tenant=own, purpose="ownership", status="ok", code="token_right", changed_at=domain.created_at
        )
        assert domain.receiving.state == State.AWAITING_DNS
    page = owner.get(f"/domains/{domain.public_id}/").content.decode()
    assert "Say where your mail goes" in page
    assert 'href="/delivery/"' in page


def test_one_tenants_delivery_is_not_anothers(own: Tenant, owner: Client) -> None:
    owner.post("/delivery/", GOOD)
    neighbour = a_tenant(own.brand)
    client = Client(headers={"host": own.brand.primary_host})
    assert client.login(username=a_member(neighbour).email, password=PASSWORD)
    assert f'value="{GOOD["target"]}"' in owner.get("/delivery/").content.decode()
    assert f'value="{GOOD["target"]}"' not in client.get("/delivery/").content.decode()
