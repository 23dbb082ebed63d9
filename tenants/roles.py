"""Roles of a member in a tenant, and what each may do: one table that views, API and templates ask."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    VIEWER = "viewer"


class Action(StrEnum):
    VIEW_DOMAINS = "view_domains"
    VIEW_ACTIVITY = "view_activity"
    VIEW_TEAM = "view_team"
    LEAVE = "leave"
    ADD_DOMAINS = "add_domains"
    SEND_TEST = "send_test"
    REMOVE_DOMAINS = "remove_domains"
    SET_DELIVERY = "set_delivery"
    MANAGE_TEAM = "manage_team"
    VIEW_AUDIT = "view_audit"
    MANAGE_TENANT = "manage_tenant"
    """Hand it over to another owner, or close it."""


_VIEWER = frozenset({Action.VIEW_DOMAINS, Action.VIEW_ACTIVITY, Action.VIEW_TEAM, Action.LEAVE})
_MEMBER = _VIEWER | {Action.ADD_DOMAINS, Action.SEND_TEST}
_ADMIN = _MEMBER | {Action.REMOVE_DOMAINS, Action.SET_DELIVERY, Action.MANAGE_TEAM}
_OWNER = _ADMIN | {Action.VIEW_AUDIT, Action.MANAGE_TENANT}

ALLOWED: dict[Role, frozenset[Action]] = {
    Role.VIEWER: _VIEWER,
    Role.MEMBER: _MEMBER,
    Role.ADMIN: _ADMIN,
    Role.OWNER: _OWNER,
}

WHILE_SUSPENDED = _VIEWER | {Action.VIEW_AUDIT}
"""Of what the role allows, this is left in a suspended tenant: to look on, and to go."""

GIVES: dict[Role, tuple[Role, ...]] = {
    Role.VIEWER: (),
    Role.MEMBER: (),
    Role.ADMIN: (Role.MEMBER, Role.VIEWER),
    Role.OWNER: (Role.OWNER, Role.ADMIN, Role.MEMBER, Role.VIEWER),
}
"""Which roles each gives to others and takes from them, the highest first. Admins come and go by an owner alone."""

TOLD = (Role.OWNER, Role.ADMIN)
"""Who is written to about what happens to the tenant's domains."""


def may(role: Role | str, action: Action) -> bool:
    """Whether a member with `role` is allowed `action`; ValueError for an unknown role."""
    return action in ALLOWED[Role(role)]


def may_give(giver: Role | str, role: Role | str) -> bool:
    """Whether `giver` may give `role` to somebody, or take it away; ValueError for an unknown role."""
    return Role(role) in GIVES[Role(giver)]
