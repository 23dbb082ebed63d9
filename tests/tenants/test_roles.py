"""What each role may do: the whole table, and the rules that any table of roles has to keep."""

from __future__ import annotations

from itertools import pairwise, product

import pytest

from tenants.roles import ALLOWED, GIVES, WHILE_SUSPENDED, Action, Role, may, may_give

ASCENDING = (Role.VIEWER, Role.MEMBER, Role.ADMIN, Role.OWNER)

FIRST_ALLOWED = {
    Action.VIEW_DOMAINS: Role.VIEWER,
    Action.VIEW_ACTIVITY: Role.VIEWER,
    Action.VIEW_TEAM: Role.VIEWER,
    Action.LEAVE: Role.VIEWER,
    Action.ADD_DOMAINS: Role.MEMBER,
    Action.SEND_TEST: Role.MEMBER,
    Action.REMOVE_DOMAINS: Role.ADMIN,
    Action.SET_DELIVERY: Role.ADMIN,
    Action.MANAGE_TEAM: Role.ADMIN,
    Action.VIEW_AUDIT: Role.OWNER,
    Action.MANAGE_TENANT: Role.OWNER,
}
"""The lowest role that may; all above it may too."""


@pytest.mark.parametrize(("role", "action"), list(product(Role, Action)))
def test_the_table_is_as_agreed(role: Role, action: Action) -> None:
    is_high_enough = ASCENDING.index(role) >= ASCENDING.index(FIRST_ALLOWED[action])
    assert may(role, action) is may(role.value, action) is is_high_enough


def test_each_role_may_all_that_the_one_below_it_may() -> None:
    assert all(ALLOWED[lower] <= ALLOWED[higher] for lower, higher in pairwise(ASCENDING))
    assert set(ALLOWED) == set(GIVES) == set(Role)


def test_nobody_gives_a_role_above_their_own_and_only_owners_give_their_own() -> None:
    for giver, role in product(Role, Role):
        if may_give(giver, role):
            assert ASCENDING.index(role) < ASCENDING.index(giver) or giver is role is Role.OWNER


def test_an_admin_gives_member_and_viewer_and_those_below_give_nothing() -> None:
    given = {giver: {role for role in Role if may_give(giver, role)} for giver in Role}
    assert given[Role.OWNER] == set(Role)
    assert given[Role.ADMIN] == {Role.MEMBER, Role.VIEWER}
    assert given[Role.MEMBER] == given[Role.VIEWER] == set()


def test_whoever_gives_a_role_manages_the_team() -> None:
    assert all(bool(GIVES[role]) is may(role, Action.MANAGE_TEAM) for role in Role)


def test_a_suspended_tenant_is_looked_at_and_left_only() -> None:
    assert {action for action in Action if action.startswith("view_")} | {Action.LEAVE} == WHILE_SUSPENDED


@pytest.mark.parametrize("unknown", ["", "root", "OWNER", "owner "])
def test_an_unknown_role_is_an_error_and_allows_nothing(unknown: str) -> None:
    with pytest.raises(ValueError, match="is not a valid Role"):
        may(unknown, Action.VIEW_DOMAINS)
    with pytest.raises(ValueError, match="is not a valid Role"):
        may_give(Role.OWNER, unknown)
