"""Write down who did what to what: in the caller's transaction, so that both are kept or neither."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet

from tenants import origin
from tenants.audit_actions import AuditAction
from tenants.models import AuditEntry, Brand, Membership, Tenant, User
from tenants.scoping import across_tenants

__all__ = ["AuditAction", "record"]

Facts = Mapping[str, Any] | None

CHANGED = "changed"
"""Stands for a value that is nobody's to read here: a secret, or what would name a person."""

_SECRET = re.compile(r"key|secret|token|password|auth|hash|codes|\A(?:new_)?email\Z", re.IGNORECASE)
_NAMES = frozenset({"name", "email"})
_LONGEST = 500


def record(
    action: AuditAction,
    *,
    actor: User | AnonymousUser | None,
    target: Model | None,
    tenant: Tenant | None = None,
    brand: Brand | None = None,
    before: Facts = None,
    after: Facts = None,
) -> AuditEntry:
    """`actor` None is the system. The tenant and the brand are the target's own where they are not given.

    Of `before` and `after` what is the same in both is left out. Values under names such as `api_key` or `email` are
    not kept, only that they changed.
    """
    tenant = tenant or _tenant_of(target)
    brand = brand or _brand_of(tenant or target)
    from_where = origin.current()
    with across_tenants():
        return AuditEntry.objects.create(
            action=action,
            actor=actor if isinstance(actor, User) else None,
            person=_person_of(target),
            tenant=tenant,
            brand=brand,
            before=_told(before, after, target),
            after=_told(after, before, target),
            address=from_where.address or None,
            request_id=from_where.request_id,
            **_named(target),
        )


def _tenant_of(target: Model | None) -> Tenant | None:
    if isinstance(target, Tenant):
        return target
    with across_tenants():
        found: Tenant | None = getattr(target, "tenant", None)
    return found


def _brand_of(of: Model | None) -> Brand | None:
    found: Brand | None = of if isinstance(of, Brand) else getattr(of, "brand", None)
    return found


def _person_of(target: Model | None) -> User | None:
    person = target if isinstance(target, User) else getattr(target, "user", None)
    return person if isinstance(person, User) else None


def _named(target: Model | None) -> dict[str, str]:
    """What it is and is called; people, their memberships and invitations, and tenants are called nothing."""
    if target is None:
        return {}
    key = getattr(target, "public_id", target.pk)
    name = "" if _names_a_person(target) else str(target)
    return {
        "target_kind": str(target._meta.model_name),
        "target_id": str(key or ""),
        "target_name": name.replace("\0", "")[:300],
    }


def _names_a_person(target: Model) -> bool:
    return (
        isinstance(target, User | Membership | Tenant)
        or hasattr(target, "user_id")
        or hasattr(target, "email")
    )


def _told(facts: Facts, others: Facts, target: Model | None) -> dict[str, Any]:
    """Those of the facts that differ from the other side's."""
    hidden = _NAMES if isinstance(target, User | Tenant) else frozenset()
    return {
        name: CHANGED if name in hidden or _SECRET.search(name) else _plain(value)
        for name, value in (facts or {}).items()
        if name not in (others or {}) or (others or {})[name] != value
    }


def _plain(value: Any) -> Any:
    """As JSON has it, and as PostgreSQL takes it: without the character NUL."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset | QuerySet):
        return [_plain(each) for each in value]
    return str(value).replace("\0", "")[:_LONGEST]
