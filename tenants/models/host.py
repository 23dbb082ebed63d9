"""Where a brand is served: the allow-list of the Host header."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from tenants.models.brand import Brand, host_name


def new_proof_token() -> str:
    """160 random bits."""
    return secrets.token_hex(20)


class BrandHost(models.Model):
    """A host name under which a brand is served once a TXT record has shown that it is the brand's."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="hosts")
    name = models.CharField(max_length=253, unique=True, validators=[host_name])
    is_primary = models.BooleanField(default=False)
    proof_token = models.CharField(max_length=40, default=new_proof_token, db_default="", editable=False)
    proven_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand"], condition=models.Q(is_primary=True), name="one_primary_host_per_brand"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A name that was changed is another one, and has nothing of the old one's proof."""
        if self.pk and not BrandHost.objects.filter(pk=self.pk, name=self.name).exists():
            self.proof_token, self.proven_at, self.is_primary = new_proof_token(), None, False
        if self.proven_at is None and is_local(self.name):
            self.proven_at = timezone.now()
        super().save(*args, **kwargs)


def is_local(name: str) -> bool:
    """Names that never leave the machine (RFC 6761 section 6.3) have no DNS, and need no proof."""
    return name == "localhost" or name.endswith(".localhost")
