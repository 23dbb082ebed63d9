"""Who changes whose place in a tenant: every role against every role, and never without an owner."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import product

import pytest

from tenants.audit import AuditAction
from tenants.members import LastOwner, NotAllowed, change_role, hand_over, leave, remove
from tenants.models import AuditEntry, Membership, Tenant, User
from tenants.roles import Role, may_give
from tenants.scoping import within
from tests.build import a_member, a_tenant
from tests.tenants.racing import together

pytestmark = pytest.mark.django_db


def a_person(tenant: Tenant, role: Role = Role.OWNER) -> User:
    return a_member(tenant, role, password=None)


@pytest.fixture
def home() -> Tenant:
    """It has an owner who takes no part, so that only the roles decide."""
    home = a_tenant()
    a_person(home, Role.OWNER)
    return home


def place(user: User) -> Membership:
    return Membership.objects.select_related("tenant").get(user=user)


def roles(tenant: Tenant) -> list[str]:
    return sorted(Membership.objects.filter(tenant=tenant).values_list("role", flat=True))


@pytest.mark.parametrize(("by", "of", "to"), list(product(Role, Role, Role)))
def test_a_role_is_changed_by_whoever_gives_both_the_old_and_the_new(
    home: Tenant, by: Role, of: Role, to: Role
) -> None:
    actor, other = a_person(home, by), a_person(home, of)
    if of is to:
        assert not change_role(place(other), to, by=actor)
    elif may_give(by, of) and may_give(by, to):
        assert change_role(place(other), to, by=actor)
        assert place(other).role == to
    else:
        with pytest.raises(NotAllowed):
            change_role(place(other), to, by=actor)
        assert place(other).role == of


@pytest.mark.parametrize(("by", "of"), list(product(Role, Role)))
def test_a_member_is_removed_by_whoever_gives_their_role(home: Tenant, by: Role, of: Role) -> None:
    actor, other = a_person(home, by), a_person(home, of)
    if may_give(by, of):
        assert remove(place(other), by=actor)
        assert not Membership.objects.filter(user=other).exists()
    else:
        with pytest.raises(NotAllowed):
            remove(place(other), by=actor)
        assert Membership.objects.filter(user=other).exists()


@pytest.mark.parametrize("by", [Role.ADMIN, Role.MEMBER, Role.VIEWER])
def test_only_an_owner_hands_over(home: Tenant, by: Role) -> None:
    actor, heir = a_person(home, by), a_person(home, Role.ADMIN)
    with pytest.raises(NotAllowed):
        hand_over(place(heir), by=actor)


def test_handing_over_makes_one_the_owner_and_the_other_an_admin() -> None:
    home = a_tenant()
    owner, heir = a_person(home, Role.OWNER), a_person(home, Role.VIEWER)
    assert hand_over(place(heir), by=owner)
    assert (place(owner).role, place(heir).role) == (Role.ADMIN, Role.OWNER)
    with pytest.raises(NotAllowed):
        hand_over(place(owner), by=owner)


def test_nobody_acts_in_a_tenant_that_they_are_not_in(home: Tenant) -> None:
    stranger, other = a_person(a_tenant(home.brand), Role.OWNER), a_person(home, Role.VIEWER)
    acts: list[Callable[[], bool]] = [
        lambda: change_role(place(other), Role.MEMBER, by=stranger),
        lambda: remove(place(other), by=stranger),
        lambda: hand_over(place(other), by=stranger),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()


def test_what_is_gone_already_is_no_error(home: Tenant) -> None:
    owner, other = a_person(home, Role.OWNER), a_person(home, Role.MEMBER)
    gone = place(other)
    assert leave(gone)
    assert not leave(gone)
    assert not remove(gone, by=owner)
    assert not change_role(gone, Role.VIEWER, by=owner)
    assert not hand_over(gone, by=owner)
    assert place(owner).role == Role.OWNER


@pytest.mark.parametrize(
    "go",
    [
        lambda mine, user: leave(mine),
        lambda mine, user: remove(mine, by=user),
        lambda mine, user: change_role(mine, Role.ADMIN, by=user),
    ],
    ids=["leave", "remove", "step down"],
)
def test_the_last_owner_stays(go: Callable[[Membership, User], bool]) -> None:
    home = a_tenant()
    owner, asleep = a_person(home, Role.OWNER), a_person(home, Role.OWNER)
    User.objects.filter(pk=asleep.pk).update(is_active=False)
    a_person(home, Role.ADMIN)
    with pytest.raises(LastOwner):
        go(place(owner), owner)
    User.objects.filter(pk=asleep.pk).update(is_active=True)
    assert go(place(owner), owner)


def test_each_change_is_written_down(home: Tenant) -> None:
    owner, other, third = a_person(home), a_person(home, Role.VIEWER), a_person(home, Role.MEMBER)
    change_role(place(other), Role.ADMIN, by=owner)
    hand_over(place(other), by=owner)
    remove(place(third), by=other)
    leave(place(owner))
    with within(home):
        entries = list(AuditEntry.objects.order_by("pk"))
    assert [(each.action, each.actor, each.person, each.before, each.after) for each in entries] == [
        (AuditAction.ROLE_CHANGED, owner, other, {"role": "viewer"}, {"role": "admin"}),
        (AuditAction.OWNERSHIP_TRANSFERRED, owner, other, {"role": "admin"}, {"role": "owner"}),
        (AuditAction.MEMBER_REMOVED, other, third, {"role": "member"}, {}),
        (AuditAction.MEMBER_LEFT, owner, owner, {"role": "admin"}, {}),
    ]


@pytest.mark.django_db(transaction=True)
def test_of_ten_owners_who_leave_at_the_same_instant_one_stays() -> None:
    home = a_tenant()
    owners = [a_person(home, Role.OWNER) for _ in range(10)]
    outcomes = together([partial(leave, place(each)) for each in owners])
    assert sorted(map(str, outcomes)) == sorted(["True"] * 9 + ["LastOwner"])
    assert roles(home) == [Role.OWNER]
