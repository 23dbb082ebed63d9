"""Something that happened to a domain: the customer's timeline."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cloudmailin.models.domain import Domain
from tenants.scoping import TenantOwned


class DomainEvent(TenantOwned):
    """Immutable: a database trigger refuses update and delete."""

    domain = models.ForeignKey(Domain, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=40)
    use = models.CharField(max_length=9, blank=True)
    detail = models.JSONField(default=dict)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["id", "tenant"], name="domainevent_id_with_tenant")]
        indexes = [models.Index(fields=["domain", "-at"], name="event_timeline")]

    def __str__(self) -> str:
        return f"{self.domain}: {self.kind}"
