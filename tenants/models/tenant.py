"""A brand's customer, and the people who belong to it."""

from __future__ import annotations

import uuid

from django.db import models

from tenants.models.brand import Brand
from tenants.models.people import User
from tenants.roles import Role


class Tenant(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="tenants")
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
    most_domains = models.PositiveIntegerField(
        "most domains",
        null=True,
        blank=True,
        help_text="So many domains it may have at once. Empty: as many as it likes.",
    )
    awaits_approval = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="Signed up by itself; its people see nothing yet but that staff are to look at it.",
    )
    suspended_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Its people see why, and change nothing; mail flows on.",
    )
    closed_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="It is gone for its people; its domains are given up.",
    )
    deletes_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="An owner wants it deleted then; until then it can be undone.",
    )
    erased_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Its domains are gone, and what it knew of people is deleted.",
    )

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Joins a user to a tenant. Unscoped: it is what a scope is opened from."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(
        max_length=8, choices=[(role.value, role.name.title()) for role in Role], default=Role.MEMBER
    )
    created_at = models.DateTimeField(auto_now_add=True)
    chosen_at = models.DateTimeField(
        null=True, editable=False, help_text="When the person last went to this one among their tenants."
    )

    ends_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="The person wants their account deleted then; until then it can be undone.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "tenant"], name="one_membership_per_user_and_tenant")
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.tenant}"
