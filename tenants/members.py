"""Who is in a tenant, and as what: every change goes through here, one at a time for each tenant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tenants.audit import AuditAction, record
from tenants.models import Membership, Tenant, User
from tenants.roles import Role, may_give


class NotAllowed(PermissionDenied):
    """The role of whoever asks does not let them do this: on a page, 403."""


class LastOwner(Exception):
    """A tenant is never without an owner who can sign in: somebody else has to become one first."""


@contextmanager
def deciding(tenant: Tenant) -> Iterator[None]:
    """A transaction in which nobody else changes who is in the tenant; others wait for its end."""
    with transaction.atomic():
        Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
        yield


def change_role(of: Membership, role: Role, *, by: User) -> bool:
    """False when there was nothing to change. Raises NotAllowed and LastOwner."""
    with deciding(of.tenant):
        present = Membership.objects.filter(pk=of.pk).first()
        if present is None or present.role == role:
            return False
        _allow(by, present, Role(present.role), role)
        _keep_an_owner(present)
        before = _become(present, role)
        record(AuditAction.ROLE_CHANGED, actor=by, target=present, before=before, after={"role": role})
    return True


def remove(of: Membership, *, by: User) -> bool:
    """False when they had left already. Raises NotAllowed and LastOwner."""
    with deciding(of.tenant):
        present = Membership.objects.filter(pk=of.pk).first()
        if present is None:
            return False
        _allow(by, present, Role(present.role))
        _keep_an_owner(present)
        record(AuditAction.MEMBER_REMOVED, actor=by, target=present, before={"role": present.role})
        present.delete()
    return True


def leave(mine: Membership) -> bool:
    """By the person alone. False when they had left already. Raises LastOwner."""
    with deciding(mine.tenant):
        present = Membership.objects.filter(pk=mine.pk).first()
        if present is None:
            return False
        _keep_an_owner(present)
        record(AuditAction.MEMBER_LEFT, actor=present.user, target=present, before={"role": present.role})
        present.delete()
    return True


def hand_over(to: Membership, *, by: User) -> bool:
    """Make another member the owner, and the owner who asks an admin. False when that member has left.

    Raises NotAllowed for anybody but an owner, and for an owner who means themselves.
    """
    with deciding(to.tenant):
        mine = Membership.objects.filter(tenant=to.tenant_id, user=by, role=Role.OWNER).first()
        if mine is None or mine.pk == to.pk:
            raise NotAllowed
        heir = Membership.objects.filter(pk=to.pk).first()
        if heir is None:
            return False
        before = _become(heir, Role.OWNER)
        _become(mine, Role.ADMIN)
        after = {"role": heir.role}
        record(AuditAction.OWNERSHIP_TRANSFERRED, actor=by, target=heir, before=before, after=after)
    return True


def role_of(user: User, tenant: Tenant) -> Role | None:
    """None for somebody who is not in it, or can't sign in any more."""
    found = Membership.objects.filter(user=user, tenant=tenant, user__is_active=True).first()
    return Role(found.role) if found else None


def is_last_owner(member: Membership) -> bool:
    """Whether nobody else is left who owns the tenant and can sign in."""
    others = Membership.objects.filter(tenant=member.tenant_id, role=Role.OWNER, user__is_active=True)
    return member.role == Role.OWNER and not others.exclude(pk=member.pk).exists()


def _allow(by: User, of: Membership, *roles: Role) -> None:
    mine = role_of(by, of.tenant)
    if mine is None or not all(may_give(mine, role) for role in roles):
        raise NotAllowed


def _keep_an_owner(losing: Membership) -> None:
    if is_last_owner(losing):
        raise LastOwner


def _become(member: Membership, role: Role) -> dict[str, str]:
    """What it was before."""
    before, member.role = {"role": member.role}, role
    member.save(update_fields=["role"])
    return before
