"""An invitation works once, for one address, on one brand's site, and as long as its word is worth something."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from tenants import invitations, members
from tenants.audit import AuditAction
from tenants.invitations import (
    KEPT,
    MOST_A_DAY,
    MOST_SENDINGS,
    AlreadyIn,
    AlreadyInvited,
    DoesNotWork,
    TooMany,
    accept,
    find,
    invite,
    renew,
    revoke,
)
from tenants.members import NotAllowed
from tenants.models import AuditEntry, Invitation, Membership, Tenant, User
from tenants.roles import Role, may_give
from tenants.scoping import across_tenants
from tenants.suspension import close, resume, suspend
from tests.build import a_brand, a_member, a_tenant
from tests.tenants.racing import together

pytestmark = pytest.mark.django_db

EMAIL = "eve@example.com"


def a_person(tenant: Tenant, role: Role = Role.OWNER) -> User:
    return a_member(tenant, role, password=None)


@pytest.fixture
def home() -> Tenant:
    return a_tenant()


@pytest.fixture
def owner(home: Tenant) -> User:
    return a_person(home, Role.OWNER)


@pytest.fixture
def secret(home: Tenant, owner: User) -> str:
    return invite(home, EMAIL, Role.MEMBER, by=owner)[1]


def eve() -> User:
    return User.objects.create_user(EMAIL)


def the_row() -> Invitation:
    with across_tenants():
        return Invitation.objects.select_related("tenant").get()


def change(**fields: object) -> None:
    with across_tenants():
        Invitation.objects.update(**fields)


@pytest.mark.parametrize(("by", "role"), list(product(Role, Role)))
def test_it_is_made_sent_again_and_revoked_by_whoever_gives_its_role(
    home: Tenant, owner: User, by: Role, role: Role
) -> None:
    actor = a_person(home, by)
    if may_give(by, role):
        made, _ = invite(home, EMAIL, role, by=actor)
        assert renew(made, by=actor)
        assert revoke(made, by=actor)
        return
    made, _ = invite(home, EMAIL, role, by=owner)
    for act in (
        lambda: invite(home, "other@example.com", role, by=actor),
        lambda: renew(made, by=actor),
        lambda: revoke(made, by=actor),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_staff_invite_the_first_owner() -> None:
    home, staff = a_tenant(), User.objects.create_superuser("staff@example.com")
    found = find(invite(home, EMAIL, Role.OWNER, by=staff)[1], home.brand)
    assert accept(found, eve()).role == Role.OWNER
    User.objects.filter(pk=staff.pk).update(is_superuser=False)
    with pytest.raises(NotAllowed):
        invite(home, "next@example.com", Role.OWNER, by=User.objects.get(pk=staff.pk))


def test_it_lets_in_once_with_the_role_it_was_made_for(home: Tenant, secret: str) -> None:
    person = eve()
    joined = accept(find(secret, home.brand), person)
    assert (joined.user, joined.tenant, joined.role) == (person, home, Role.MEMBER)
    with pytest.raises(DoesNotWork):
        find(secret, home.brand)


def test_its_secret_is_long_random_and_kept_as_a_hash_alone(home: Tenant, owner: User) -> None:
    secrets = {invite(home, f"p{n}@example.com", Role.VIEWER, by=owner)[1] for n in range(20)}
    assert len(secrets) == 20
    assert {len(secret) for secret in secrets} == {32}
    with across_tenants():
        kept = str(list(Invitation.objects.values()))
    assert not any(secret in kept for secret in secrets)


@pytest.mark.parametrize(
    "ends",
    [
        lambda home, owner: revoke(the_row(), by=owner),
        lambda home, owner: renew(the_row(), by=owner),
        lambda home, owner: change(
            created_at=timezone.now() - timedelta(days=8), expires_at=timezone.now() - timedelta(seconds=1)
        ),
        lambda home, owner: suspend(home),
        lambda home, owner: close(home),
        lambda home, owner: Tenant.objects.filter(pk=home.pk).update(brand=a_brand()),
        lambda home, owner: Membership.objects.filter(user=owner).delete(),
        lambda home, owner: Membership.objects.filter(user=owner).update(role=Role.MEMBER),
        lambda home, owner: User.objects.filter(pk=owner.pk).update(is_active=False),
    ],
    ids=["revoked", "sent again", "expired", "suspended", "closed", "other brand", "gone", "lower", "asleep"],
)
def test_it_ends(home: Tenant, owner: User, secret: str, ends: Callable[[Tenant, User], object]) -> None:
    """Also for somebody who has the page open."""
    opened = find(secret, home.brand)
    ends(home, owner)
    with pytest.raises(DoesNotWork):
        find(secret, home.brand)
    if home.brand == the_row().tenant.brand:
        with pytest.raises(DoesNotWork):
            accept(opened, eve())


def test_it_works_on_no_other_brands_site_even_if_the_tenant_moves_there(home: Tenant, secret: str) -> None:
    other = a_brand()
    with pytest.raises(DoesNotWork):
        find(secret, other)
    Tenant.objects.filter(pk=home.pk).update(brand=other)
    with pytest.raises(DoesNotWork):
        find(secret, other)


def test_it_is_for_nobody_else(home: Tenant, secret: str) -> None:
    with pytest.raises(DoesNotWork):
        accept(find(secret, home.brand), a_person(a_tenant(home.brand)))
    assert accept(find(secret, home.brand), eve())


def test_it_ends_when_the_person_takes_another_address(home: Tenant, owner: User) -> None:
    person = eve()
    _, secret = invite(home, EMAIL, Role.MEMBER, by=owner)
    User.objects.filter(pk=person.pk).update(email="evelyn@example.com")
    with pytest.raises(DoesNotWork):
        find(secret, home.brand)


def test_a_suspended_tenants_invitation_works_again_afterwards(home: Tenant, secret: str) -> None:
    suspend(home)
    resume(home)
    assert find(secret, home.brand)


def test_whoever_sends_it_again_gives_their_word_for_it(home: Tenant, owner: User) -> None:
    admin = a_person(home, Role.ADMIN)
    made, _ = invite(home, EMAIL, Role.MEMBER, by=admin)
    secret = renew(made, by=owner)
    members.remove(Membership.objects.get(user=admin), by=owner)
    assert find(secret, home.brand)


def test_a_member_or_an_invited_address_is_not_invited_again(home: Tenant, owner: User, secret: str) -> None:
    with pytest.raises(AlreadyInvited):
        invite(home, f" {EMAIL.upper()} ", Role.VIEWER, by=owner)
    with pytest.raises(AlreadyIn):
        invite(home, owner.email, Role.VIEWER, by=owner)
    assert revoke(the_row(), by=owner)
    assert invite(home, EMAIL, Role.VIEWER, by=owner)
    assert invite(a_tenant(home.brand), EMAIL, Role.VIEWER, by=User.objects.create_superuser("s@example.com"))


def test_it_keeps_the_role_of_whoever_is_in_already(home: Tenant, secret: str) -> None:
    person = eve()
    Membership.objects.create(user=person, tenant=home, role=Role.VIEWER)
    assert accept(find(secret, home.brand), person).role == Role.VIEWER


def test_there_are_limits_a_day_and_on_each(home: Tenant, owner: User, secret: str) -> None:
    for _ in range(MOST_SENDINGS - 1):
        renew(the_row(), by=owner)
    with pytest.raises(TooMany):
        renew(the_row(), by=owner)
    for number in range(MOST_A_DAY - 1):
        made, _ = invite(home, f"p{number}@example.com", Role.VIEWER, by=owner)
        revoke(made, by=owner)
    with pytest.raises(TooMany):
        invite(home, "one.more@example.com", Role.VIEWER, by=owner)
    before = timezone.now() - timedelta(days=1)
    change(created_at=before)
    assert invite(home, "one.more@example.com", Role.VIEWER, by=owner)


def test_another_tenant_gives_nobody_more_of_them(home: Tenant, owner: User) -> None:
    second, other = a_tenant(home.brand), a_tenant(home.brand)
    Membership.objects.create(user=owner, tenant=second, role=Role.OWNER)
    for number in range(MOST_A_DAY):
        invite((home, second)[number % 2], f"p{number}@example.com", Role.VIEWER, by=owner)
    for tenant in (home, second):
        with pytest.raises(TooMany):
            invite(tenant, "one.more@example.com", Role.VIEWER, by=owner)
    assert invite(other, "one.more@example.com", Role.VIEWER, by=a_member(other, password=None))


def test_all_customers_of_a_brand_have_a_limit_and_its_staff_and_other_brands_have_none_of_it(
    home: Tenant, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenants.invitations.MOST_A_DAY_OF_A_BRAND", 3)
    staff = User.objects.create_superuser("staff@example.com")
    for number in range(3):
        tenant = a_tenant(home.brand)
        invite(tenant, f"p{number}@example.com", Role.VIEWER, by=a_member(tenant, password=None))
    with pytest.raises(TooMany):
        invite(home, "one.more@example.com", Role.VIEWER, by=owner)
    assert invite(home, "one.more@example.com", Role.OWNER, by=staff)
    elsewhere = a_tenant()
    assert invite(elsewhere, "p@example.com", Role.VIEWER, by=a_member(elsewhere, password=None))


def test_a_used_one_is_neither_sent_again_nor_revoked(home: Tenant, owner: User, secret: str) -> None:
    accept(find(secret, home.brand), eve())
    with pytest.raises(DoesNotWork):
        renew(the_row(), by=owner)
    assert not revoke(the_row(), by=owner)


def test_each_step_is_written_down_without_the_address(home: Tenant, owner: User, secret: str) -> None:
    renew(the_row(), by=owner)
    revoke(the_row(), by=owner)
    person = eve()
    accept(find(invite(home, EMAIL, Role.ADMIN, by=owner)[1], home.brand), person)
    with across_tenants():
        entries = list(AuditEntry.objects.filter(tenant=home).order_by("pk"))
    assert [(each.action, each.actor) for each in entries] == [
        (AuditAction.PERSON_INVITED, owner),
        (AuditAction.INVITATION_RESENT, owner),
        (AuditAction.INVITATION_REVOKED, owner),
        (AuditAction.PERSON_INVITED, owner),
        (AuditAction.INVITATION_ACCEPTED, person),
    ]
    assert not any(EMAIL in f"{each.target_name}{each.before}{each.after}" for each in entries)


@pytest.mark.parametrize("ended", ["accepted_at", "revoked_at", "expires_at"])
def test_its_address_is_forgotten_a_month_after_its_end(secret: str, ended: str) -> None:
    now = timezone.now()
    for age, left in ((KEPT - timedelta(hours=1), 1), (KEPT + timedelta(hours=1), 0)):
        change(created_at=now - timedelta(days=60))
        change(**{ended: now - age})
        invitations.forget_ended()
        with across_tenants():
            assert Invitation.objects.count() == left


def test_whom_it_awaits(home: Tenant, owner: User, secret: str) -> None:
    person = eve()
    assert invitations.awaits(person, home.brand)
    assert not invitations.awaits(person, a_brand())
    assert not invitations.awaits(owner, home.brand)
    suspend(home)
    assert not invitations.awaits(person, home.brand)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_accept_at_the_same_instant_one_is_let_in(home: Tenant, secret: str) -> None:
    person, opened = eve(), find(secret, home.brand)
    outcomes = together([lambda: accept(opened, person)] * 20)
    assert sorted(str(each) for each in outcomes) == sorted([f"{EMAIL} in {home}"] + ["DoesNotWork"] * 19)
    assert Membership.objects.filter(user=person).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_twenty_invitations_to_one_address_at_the_same_instant_one_is_made(
    home: Tenant, owner: User
) -> None:
    outcomes = together([lambda: invite(home, EMAIL, Role.VIEWER, by=owner)[0]] * 20)
    assert sorted(str(each) for each in outcomes).count("AlreadyInvited") == 19
    assert the_row().email == EMAIL
