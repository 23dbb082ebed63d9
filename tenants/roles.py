"""Roles of a member in a tenant, and what each may do: one table that views and templates ask."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    VIEWER = "viewer"


class Action(StrEnum):
    VIEW_DOMAINS = "view_domains"
    ADD_DOMAINS = "add_domains"
    REMOVE_DOMAINS = "remove_domains"
    SET_DELIVERY = "set_delivery"


_VIEWER = frozenset({Action.VIEW_DOMAINS})
_MEMBER = _VIEWER | {Action.ADD_DOMAINS}
_ADMIN = _MEMBER | {Action.REMOVE_DOMAINS, Action.SET_DELIVERY}

ALLOWED: dict[Role, frozenset[Action]] = {
    Role.VIEWER: _VIEWER,
    Role.MEMBER: _MEMBER,
    Role.ADMIN: _ADMIN,
    Role.OWNER: _ADMIN,
}


TOLD = (Role.OWNER, Role.ADMIN)
"""Who is written to about what happens to the tenant's domains."""


def may(role: Role | str, action: Action) -> bool:
    """Whether a member with `role` is allowed `action`; ValueError for an unknown role."""
    return action in ALLOWED[Role(role)]
