"""A brand's account at CloudMailin, and the inbound addresses in it."""

from __future__ import annotations

from datetime import timedelta

from django.core.validators import MinValueValidator, URLValidator
from django.db import models

from cloudmailin.sealed import SealedField
from tenants.models import Brand
from tenants.scoping import TenantOwned


class Account(models.Model):
    """Credentials, the negotiated limit as data, and what stands in the way of the next call."""

    brand = models.OneToOneField(Brand, on_delete=models.PROTECT, related_name="account")
    base_url = models.CharField(
        max_length=200,
        default="https://api.cloudmailin.com/api/v0.1",
        validators=[URLValidator(["https", "http"])],
    )
    remote_id = models.CharField("account id", max_length=64)
    api_key = SealedField()
    inbound_target = models.CharField(
        max_length=500,
        help_text="Where inbound mail is posted; {tenant} stands for the customer's id.",
    )
    calls_per_period = models.PositiveSmallIntegerField(default=5, validators=[MinValueValidator(1)])
    period_seconds = models.PositiveSmallIntegerField(default=60, validators=[MinValueValidator(1)])

    gate_until = models.DateTimeField(null=True, blank=True, editable=False)
    circuit_opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    circuit_reason = models.CharField(max_length=500, blank=True, editable=False)
    fence = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(calls_per_period__gte=1, period_seconds__gte=1),
                name="account_limit_is_positive",
            )
        ]

    def __str__(self) -> str:
        return f"{self.brand} ({self.remote_id})"

    @property
    def period(self) -> timedelta:
        return timedelta(seconds=self.period_seconds)


class Address(TenantOwned):
    """Mirrors CloudMailin's inbound address; one a tenant, made on first need."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="addresses")
    remote_id = models.CharField(max_length=64, blank=True)
    email = models.CharField(max_length=254, blank=True)
    target = models.CharField(max_length=500)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "addresses"
        constraints = [models.UniqueConstraint(fields=["tenant"], name="one_address_per_tenant")]

    def __str__(self) -> str:
        return self.email or f"address of {self.tenant} (not made yet)"

    @property
    def nickname(self) -> str:
        """The mark by which an address of ours is recognised at CloudMailin when an answer got lost."""
        return f"portal-{self.tenant.public_id}"
