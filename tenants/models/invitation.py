"""Somebody asked to join a tenant, by a mail whose link works once."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from tenants.models.brand import Brand
from tenants.models.people import User
from tenants.roles import Role
from tenants.scoping import TenantOwned


class Invitation(TenantOwned):
    """For one address and role. Whether it still works is for `tenants.invitations` to say."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+", editable=False)
    email = models.EmailField()
    role = models.CharField(max_length=8, choices=[(role.value, role.name.title()) for role in Role])
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    known_as = models.ForeignKey(
        User,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        editable=False,
        help_text="Who had the address when the invitation was made; with another address now, it is not theirs.",
    )
    created_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(editable=False)
    sendings = models.PositiveSmallIntegerField(default=1, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_email_in_lower_case"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="invitation_lives_for_a_while"
            ),
            models.UniqueConstraint(
                fields=["tenant", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_open_invitation_per_tenant_and_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.tenant}"

    def is_open(self, now: datetime) -> bool:
        return self.accepted_at is None and self.revoked_at is None and now < self.expires_at
