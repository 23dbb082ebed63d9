"""A person makes a customer account of their own, where the brand allows it."""

from __future__ import annotations

from contextlib import suppress

from django.db import IntegrityError, transaction

from tenants.access import belongs
from tenants.models import Brand, Membership, Tenant, User
from tenants.models.brand import SignUp
from tenants.roles import Role


class BelongsAlready(Exception):
    """The person has a membership under this brand: their link was used."""


@transaction.atomic
def begin(brand: Brand, email: str, name: str, password: str, tenant_name: str) -> Membership:
    """A new tenant with the person as its owner; `name` and `password` are taken for new people only.

    Raises BelongsAlready, also for the second of two who come at once.
    """
    if not User.objects.filter(email=email).exists():
        _make(email, name, password)
    owner = User.objects.select_for_update().get(email=email)
    if belongs(owner, brand):
        raise BelongsAlready
    awaits = brand.sign_up == SignUp.APPROVAL
    tenant = Tenant.objects.create(brand=brand, name=tenant_name, awaits_approval=awaits)
    return Membership.objects.create(user=owner, tenant=tenant, role=Role.OWNER)


def approve(tenant: Tenant) -> bool:
    """False when it did not wait."""
    return bool(Tenant.objects.filter(pk=tenant.pk, awaits_approval=True).update(awaits_approval=False))


def _make(email: str, name: str, password: str) -> None:
    """Nothing when another was quicker."""
    with suppress(IntegrityError), transaction.atomic():
        User.objects.create_user(email, password, name=name)
