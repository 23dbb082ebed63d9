"""Which tenant a person is in, on one brand's host."""

from __future__ import annotations

from tenants.models import Brand, Membership, User


def memberships(user: User, brand: Brand) -> list[Membership]:
    """The person's memberships under this brand, oldest first."""
    return list(
        Membership.objects.filter(user=user, tenant__brand=brand)
        .select_related("tenant")
        .order_by("created_at", "pk")
    )


def belongs(user: User, brand: Brand) -> bool:
    return Membership.objects.filter(user=user, tenant__brand=brand).exists()
