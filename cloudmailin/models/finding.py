"""What was seen in DNS for one purpose; written only when it changes."""

from __future__ import annotations

from django.db import models

from cloudmailin.models.domain import Domain
from tenants.scoping import TenantOwned


class Finding(TenantOwned):
    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, related_name="findings")
    purpose = models.CharField(max_length=16)
    status = models.CharField(max_length=12)
    code = models.CharField(max_length=40)
    seen = models.JSONField(default=list)
    detail = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    visible_at = models.DateTimeField(null=True)
    """When caches will have forgotten what they said before it was published; null when it is seen, or not known."""

    is_indirect = models.BooleanField(default=False, db_default=False)
    """The zone's own servers could not be reached, and a public resolver was asked in their place."""

    exchanges = models.JSONField(default=list, db_default=[])
    """How it was found out, when it last changed: see `cloudmailin.lifecycle.evidence`."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["domain", "purpose"], name="one_finding_per_purpose")]
        indexes = [
            models.Index(
                fields=["purpose", "code", "domain"],
                condition=models.Q(status__in=["wrong", "conflicting", "missing"]),
                name="finding_cause",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.domain}: {self.status} ({self.code})"
