"""Who did what to what, when and from where: for the tenant's owners and for staff."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from tenants.models.brand import Brand
from tenants.scoping import PossiblyTenantOwned


class AuditEntry(PossiblyTenantOwned):
    """Append-only: a database trigger refuses update, delete and truncate.

    People are named by their row alone, so that erasing the row's name and address is enough to forget them.
    Only the client's address may be emptied, and not before thirty days (tenants/migrations, "append only").
    """

    brand = models.ForeignKey(Brand, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty: the system itself, or somebody who was not signed in.",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whom it was done to.",
    )
    action = models.CharField(max_length=40)
    target_kind = models.CharField(max_length=40, blank=True)
    target_id = models.CharField(max_length=64, blank=True)
    target_name = models.CharField(max_length=300, blank=True, help_text="As it was called; never a person.")
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    address = models.GenericIPAddressField(null=True, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["tenant", "-id"], name="audit_of_tenant"),
            models.Index(fields=["tenant", "at"], name="audit_of_period"),
            models.Index(fields=["tenant", "action", "-id"], name="audit_of_action"),
            models.Index(fields=["tenant", "target_kind", "target_name"], name="audit_of_target"),
            models.Index(fields=["brand", "-id"], name="audit_of_brand"),
            models.Index(fields=["at"], condition=models.Q(address__isnull=False), name="audit_with_address"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target_kind} {self.target_name or self.target_id}".strip()
