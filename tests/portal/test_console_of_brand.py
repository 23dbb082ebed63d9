"""Staff of a brand in the console: all of their own brand, and nothing of another's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse

from cloudmailin.models import ContestedClaim, Domain, Round
from cloudmailin.ownership.rules import Claim
from cloudmailin.queue import clock
from portal.accounts.rights import STAFF_OF_A_BRAND
from portal.checks import errors_of_admin
from portal.console.of_brand import HOUSE
from portal.console.site import ModelAdmin, console
from tenants.audit import AuditAction, record
from tenants.models import Announcement, AuditEntry, Brand, Membership, Tenant, User
from tenants.roles import Role
from tenants.scoping import across_tenants
from tests.build import a_brand, a_domain, a_member, a_tenant
from tests.portal.conftest import Page
from tests.walls.filling import fill

URLS = "portal.console.urls"


@pytest.fixture(autouse=True)
def _all_tenants(db: None) -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def mine() -> Tenant:
    tenant = a_tenant()
    fill(tenant, "mine1")
    return tenant


@pytest.fixture
def theirs() -> Tenant:
    brand = a_brand()
    Brand.objects.filter(pk=brand.pk).update(name="Theirs Mail")
    tenant = a_tenant(brand)
    fill(tenant, "theirs1")
    return tenant


@pytest.fixture
def reseller(mine: Tenant) -> Client:
    """A browser of somebody who was ticked as staff and given the brand of `mine`, and nothing else."""
    return browser(User.objects.create_user("reseller@example.com", None, is_staff=True, brand=mine.brand))


def browser(person: User) -> Client:
    client = Client(headers={"host": "console.localhost"})
    client.force_login(person)
    return client


def page(model: type[Model], name: str = "changelist", *args: int) -> str:
    options = model._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{name}", urlconf=URLS, args=args)


def shown(client: Client, address: str, **query: str | int) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


HOUSES = [model for model, known in console._registry.items() if known.brand_path == HOUSE]
BRANDS = [model for model in console._registry if model not in HOUSES]


@pytest.mark.parametrize("model", BRANDS, ids=lambda model: model.__name__)
def test_every_list_and_page_of_their_brand_opens_and_names_no_other(
    reseller: Client, mine: Tenant, theirs: Tenant, model: type[Model]
) -> None:
    Domain.objects.update(claim=Claim.CONTESTED)
    for tenant in (mine, theirs):
        Round.objects.create(account=tenant.brand.account, started_at=clock.now())
        times = {"shows_from": clock.now(), "shows_until": clock.now() + timedelta(hours=1)}
        Announcement.objects.create(brand=tenant.brand, text=f"{tenant.brand} moves house.", **times)
    assert "theirs1" not in shown(reseller, page(model)).lower()
    asked = RequestFactory().get("/")
    asked.user = User.objects.get(email="reseller@example.com")
    row = console._registry[model].get_queryset(asked)[0]
    one = shown(reseller, page(model, "change", row.pk))
    assert "theirs" not in one.lower()


@pytest.mark.parametrize("model", HOUSES, ids=lambda model: model.__name__)
def test_what_is_the_houses_own_is_for_superusers_whatever_rights_were_given(
    reseller: Client, staff: Client, model: type[Model]
) -> None:
    person = User.objects.get(email="reseller@example.com")
    person.user_permissions.set(Permission.objects.filter(content_type__model=model._meta.model_name))
    assert person.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
    assert reseller.get(page(model)).status_code == 403
    assert staff.get(page(model)).status_code == 200


def test_staff_without_a_brand_see_nothing(mine: Tenant) -> None:
    person = User.objects.create_user("new@example.com", None, is_staff=True)
    assert not person.get_all_permissions()
    assert "Customers" not in shown(browser(person), "/admin/")
    assert browser(person).get(page(Tenant)).status_code == 403


def test_who_is_ticked_as_staff_is_asked_for_the_brand_and_may_work_at_once(
    staff: Client, mine: Tenant
) -> None:
    person = User.objects.create_user("new@example.com", "a-long-password")
    form = {"email": person.email, "is_active": "on", "is_staff": "on"}
    refused = Page(staff.post(page(User, "change", person.pk), form).content)
    assert "Choose the brand that they work for" in refused.prose
    staff.post(page(User, "change", person.pk), {**form, "brand": mine.brand_id})
    assert User.objects.get(pk=person.pk).get_all_permissions() == STAFF_OF_A_BRAND
    assert "mine1" in shown(browser(person), page(Tenant))


def test_rights_end_with_the_tick(mine: Tenant) -> None:
    person = User.objects.create_user("left@example.com", None, brand=mine.brand)
    assert not person.get_all_permissions()


def test_a_filter_by_brand_is_superusers_alone(
    reseller: Client, staff: Client, mine: Tenant, theirs: Tenant
) -> None:
    assert "Theirs Mail" in shown(staff, page(Domain))
    assert "By brand" not in shown(reseller, page(Domain))
    foreign = {"tenant__brand__id__exact": theirs.brand_id}
    assert "theirs1" in shown(staff, page(Domain), **foreign)
    assert "theirs1" not in shown(reseller, page(Domain), **foreign)


def test_choices_are_their_brands_and_another_is_refused(
    reseller: Client, mine: Tenant, theirs: Tenant
) -> None:
    form = shown(reseller, page(Tenant, "add"))
    assert f'value="{mine.brand_id}" selected' in form
    assert f'value="{theirs.brand_id}"' not in form
    names = [name for name in Page(form.encode()).having("name") if name and "_FORMS" in name]
    sent = {**dict.fromkeys(names, "0"), "name": "Smuggled", "brand": theirs.brand_id}
    assert "not one of the available choices" in reseller.post(page(Tenant, "add"), sent).content.decode()
    reseller.post(page(Tenant, "add"), {**sent, "brand": mine.brand_id})
    assert [each.brand for each in Tenant.objects.filter(name="Smuggled")] == [mine.brand]


def test_autocomplete_offers_people_of_their_brand(reseller: Client, mine: Tenant, theirs: Tenant) -> None:
    asked = {"app_label": "tenants", "model_name": "membership", "field_name": "user", "term": "canary.test"}
    answer = reseller.get("/admin/autocomplete/", asked)
    assert [each["text"] for each in answer.json()["results"]] == ["mine1@canary.test"]


def test_an_action_on_another_brands_row_does_nothing(reseller: Client, mine: Tenant, theirs: Tenant) -> None:
    chosen = {"action": "suspend", "_selected_action": [theirs.pk, mine.pk], "confirmed": "yes"}
    reseller.post(page(Tenant), chosen)
    assert [Tenant.objects.get(pk=each.pk).suspended_at is None for each in (theirs, mine)] == [True, False]


def test_an_export_of_the_audit_is_their_brands(reseller: Client, mine: Tenant, theirs: Tenant) -> None:
    everything = {"action": "export", "select_across": "1"}
    chosen = list(AuditEntry.objects.values_list("pk", flat=True))
    answer = reseller.post(page(AuditEntry), {**everything, "_selected_action": chosen})
    text = b"".join(answer).decode()
    assert "mine1" in text
    assert "theirs" not in text.lower()


def test_a_rows_history_is_the_audit_of_it(
    reseller: Client, staff: Client, mine: Tenant, theirs: Tenant
) -> None:
    domain = a_domain(mine, "history.test")
    record(AuditAction.DOMAIN_ADDED, actor=None, target=domain)
    record(AuditAction.DOMAIN_ADDED, actor=None, target=a_domain(mine, "other.test"))
    told = reseller.get(page(Domain, "history", domain.pk), follow=True).content.decode()
    assert "history.test" in told
    assert "other.test" not in told
    foreign = page(Domain, "history", a_domain(theirs).pk)
    assert reseller.get(foreign)["Location"] == "/admin/"
    assert "auditentry" in staff.get(foreign)["Location"]


def test_who_is_known_under_another_brand_too_or_is_staff_keeps_the_second_step(
    reseller: Client, mine: Tenant, theirs: Tenant
) -> None:
    own, shared, colleague = a_member(mine), a_member(mine), a_member(mine)
    Membership.objects.create(user=shared, tenant=theirs, role=Role.VIEWER)
    User.objects.filter(pk=colleague.pk).update(is_staff=True, brand=mine.brand)
    for person in (own, shared, colleague):
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    chosen = [own.pk, shared.pk, colleague.pk]
    reseller.post(
        page(User), {"action": "remove_second_step", "_selected_action": chosen, "confirmed": "yes"}
    )
    assert set(Authenticator.objects.values_list("user", flat=True)) == {shared.pk, colleague.pk}


def test_a_person_who_works_for_another_brand_too_is_shown_without_that(
    reseller: Client, staff: Client, mine: Tenant, theirs: Tenant
) -> None:
    person = a_member(mine)
    User.objects.filter(pk=person.pk).update(is_staff=True, brand=theirs.brand)
    for address in (page(User), page(User, "change", person.pk)):
        assert "Theirs Mail" in shown(staff, address)
        assert person.email in shown(reseller, address)
        assert "Theirs Mail" not in shown(reseller, address)


def test_staff_of_a_brand_make_nobody_staff_and_set_no_password(reseller: Client, mine: Tenant) -> None:
    person = a_member(mine)
    reseller.post(page(User, "change", person.pk), {"email": person.email, "is_superuser": "on"})
    assert not User.objects.get(pk=person.pk).is_superuser
    password = reverse("admin:auth_user_password_change", urlconf=URLS, args=[person.pk])
    assert reseller.get(password).status_code == 403


def test_the_desk_of_another_brand_is_not_there(reseller: Client, mine: Tenant, theirs: Tenant) -> None:
    assert mine.brand.name in shown(reseller, f"/brands/{mine.brand_id}/look/")
    for part in ("look", "preview", "hosts"):
        assert reseller.get(f"/brands/{theirs.brand_id}/{part}/").status_code == 404


def test_a_claim_against_another_brands_customer_is_shown_without_them_and_left_to_superusers(
    reseller: Client, staff: Client, mine: Tenant, theirs: Tenant
) -> None:
    holder, challenger = a_domain(theirs, "both.test"), a_domain(mine, "both.test")
    Domain.objects.filter(pk=holder.pk).update(claim=Claim.PROVEN, proven_at=clock.now())
    Domain.objects.filter(pk=challenger.pk).update(claim=Claim.CONTESTED)
    listed = shown(reseller, page(ContestedClaim))
    assert "a customer of another brand" in listed
    assert "theirs" not in listed.lower()
    chosen = {"action": "give", "_selected_action": challenger.pk}
    asked = reseller.post(page(ContestedClaim), chosen).content.decode()
    assert "is decided by a superuser" in asked
    assert "theirs" not in asked.lower()
    assert "confirmed" not in asked
    for client, claim in ((reseller, Claim.CONTESTED), (staff, Claim.PROVEN)):
        client.post(page(ContestedClaim), {**chosen, "confirmed": "yes"})
        assert Domain.objects.get(pk=challenger.pk).claim == claim


def test_a_name_that_looks_like_another_brands_customers_is_told_to_superusers(
    reseller: Client, staff: Client, mine: Tenant, theirs: Tenant
) -> None:
    real, fake = a_domain(theirs, "apple.test"), a_domain(mine, "xn--pple-43d.test")
    Domain.objects.filter(pk=real.pk).update(claim=Claim.PROVEN, proven_at=clock.now())
    assert "apple.test of" in shown(staff, page(Domain, "change", fake.pk))
    assert "apple.test of" not in shown(reseller, page(Domain, "change", fake.pk))
    assert fake.name in shown(staff, page(Domain), alike="yes")
    assert fake.name not in shown(reseller, page(Domain), alike="yes")


def test_a_class_without_a_path_to_the_brand_is_an_error_at_the_start() -> None:
    class Open(ModelAdmin[Domain]):
        pass

    assert [error.id for error in errors_of_admin(Open(Domain, console))] == ["portal.E004"]
    Open.brand_path = "tenant__brand"
    assert not list(errors_of_admin(Open(Domain, console)))


@pytest.mark.parametrize("is_of_a_brand", [True, False])
def test_what_belongs_to_no_brand_is_closed_whatever_one_has_been_given(
    mine: Tenant, is_of_a_brand: bool
) -> None:
    """Staff who are given every permission there is, by name; and for whom no brand was chosen, all is closed."""
    given = User.objects.create_user(
        "given@example.com", None, is_staff=True, brand=mine.brand if is_of_a_brand else None
    )
    given.user_permissions.set(Permission.objects.all())
    client = browser(given)
    for model, known in console._registry.items():
        if known.brand_path == HOUSE or not is_of_a_brand:
            assert client.get(page(model)).status_code == 403, model
            assert client.get(page(model, "add")).status_code == 403, model
