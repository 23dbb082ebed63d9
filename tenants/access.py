"""Which tenant a person is in, on one brand's host."""

from __future__ import annotations

from tenants.invitations import awaits
from tenants.models import Brand, Membership, User
from tenants.roles import WHILE_SUSPENDED, Action, may


def memberships(user: User, brand: Brand) -> list[Membership]:
    """The person's memberships under this brand, oldest first; a closed tenant has no members any more."""
    found = Membership.objects.filter(user=user, tenant__brand=brand, tenant__closed_at=None)
    mine = list(found.select_related("tenant").order_by("created_at", "pk"))
    for one in mine:
        one.tenant.brand = brand  # at hand already, with what has been read of it
    return mine


def allows(membership: Membership, action: Action) -> bool:
    """By the member's role; in a suspended tenant everybody only looks on."""
    is_free = membership.tenant.suspended_at is None or action in WHILE_SUSPENDED
    return is_free and may(membership.role, action)


def belongs(user: User, brand: Brand) -> bool:
    """Whether the person may sign in on the brand's site: a member of one of its tenants, or invited into one.

    Both are looked for, whatever the first says: at the entrance, time would tell who is a member.
    """
    is_member, is_awaited = bool(memberships(user, brand)), awaits(user, brand)
    return is_member or is_awaited
