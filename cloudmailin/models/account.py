"""A brand's account at CloudMailin, and the inbound addresses in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.validators import MinValueValidator, URLValidator
from django.db import models

from cloudmailin.sealed import SealedField
from cloudmailin.targets import LONGEST
from tenants.models import Brand
from tenants.scoping import TenantOwned


class AddressPolicy(models.TextChoices):
    """Whose inbound address a customer's domains hang on, and who says where its mail goes."""

    SHARED = "shared", "one address for all customers"
    TENANT = "tenant", "one for each customer, set by you"
    CUSTOMER = "customer", "one for each customer, set by the customer"


class TargetFormat(models.TextChoices):
    """How CloudMailin writes a mail into the request."""

    JSON = "json+n", "JSON"
    MULTIPART = "multipart+n", "multipart form"


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
    address_policy = models.CharField(
        max_length=8,
        choices=AddressPolicy.choices,
        default=AddressPolicy.TENANT,
        db_default=AddressPolicy.TENANT.value,
    )
    inbound_target = models.CharField(
        max_length=LONGEST,
        blank=True,
        help_text="Where inbound mail is posted; {tenant} stands for the customer's id.",
    )
    inbound_format = models.CharField(
        max_length=11,
        choices=TargetFormat.choices,
        default=TargetFormat.JSON,
        db_default=TargetFormat.JSON.value,
    )
    domain_targets = models.BooleanField(
        "targets of domains",
        default=False,
        db_default=False,
        help_text="CloudMailin lets this account give a domain a target of its own, which it does for some accounts "
        "only. Customers see it where they set the target of their address.",
    )
    inbound_auth = SealedField("authorization header", blank=True, default="", db_default="")
    smtp_username = models.CharField(
        "SMTP user name",
        max_length=64,
        blank=True,
        default="",
        db_default="",
        help_text="Of the outbound account that sends customers' test messages. Customers never see it.",
    )
    smtp_token = SealedField("SMTP token", blank=True, default="", db_default="")
    trial_sender = models.EmailField(
        "sender of test messages",
        blank=True,
        default="",
        db_default="",
        help_text="Who writes to a customer's domain to see whether it receives: an address at a domain that is "
        "verified for sending in this account.",
    )
    hook_path = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    hook_password = SealedField(blank=True, default="", db_default="", editable=False)
    calls_per_period = models.PositiveSmallIntegerField(default=5, validators=[MinValueValidator(1)])
    period_seconds = models.PositiveSmallIntegerField(default=60, validators=[MinValueValidator(1)])

    gate_until = models.DateTimeField(null=True, blank=True, editable=False)
    rests_until = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="No sweep need ask before: the budget was found shut until then. Whoever rings the bell asks.",
    )
    circuit_opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    circuit_reason = models.CharField(max_length=500, blank=True, editable=False)
    unproven_since = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Its credentials were changed then: it is only read until what is known was found there.",
    )
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A changed row keeps what the queue has written since it was read, unless that is named in update_fields."""
        if not self._state.adding:
            fields = self._meta.concrete_fields
            edited = [field.name for field in fields if field.editable and not field.primary_key]
            kwargs.setdefault("update_fields", edited)
        super().save(*args, **kwargs)

    @property
    def is_halted(self) -> bool:
        """Whether nothing but reading is done there, until somebody acts or new credentials have shown what they lead to."""
        return self.circuit_opened_at is not None or self.unproven_since is not None

    @property
    def period(self) -> timedelta:
        return timedelta(seconds=self.period_seconds)


class Address(TenantOwned):
    """Mirrors CloudMailin's inbound address, as it is wished for; made on first need.

    One row a tenant. Tenants that share an address have a row each, with the same `remote_id`.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    remote_id = models.CharField(max_length=64, blank=True)
    email = models.CharField(max_length=254, blank=True)
    is_shared = models.BooleanField(default=False, db_default=False)
    is_custom = models.BooleanField(
        default=False, help_text="The customer has set it; the account's template no longer does."
    )
    target = models.CharField(max_length=LONGEST, blank=True)
    target_format = models.CharField(
        max_length=11,
        choices=TargetFormat.choices,
        default=TargetFormat.JSON,
        db_default=TargetFormat.JSON.value,
    )
    auth_header = SealedField(blank=True, default="", db_default="")
    generation = models.PositiveSmallIntegerField(
        default=1,
        db_default=1,
        help_text="Counts up when it is deleted, so that the next is not taken for the one before.",
    )
    revision = models.PositiveIntegerField(
        default=1, db_default=1, help_text="Counts the changes of what is wished for."
    )
    applied_revision = models.PositiveIntegerField(
        default=0, db_default=0, help_text="The revision that CloudMailin has."
    )
    problem = models.CharField(
        max_length=500, blank=True, default="", db_default="", help_text="Why CloudMailin did not take it."
    )
    log_read_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When CloudMailin was last asked what came in."
    )
    log_page = models.PositiveSmallIntegerField(
        default=1, db_default=1, editable=False, help_text="The page of that list which is read next."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "addresses"
        constraints = [
            models.UniqueConstraint(fields=["tenant"], name="one_address_per_tenant"),
            models.UniqueConstraint(fields=["id", "tenant"], name="address_id_with_tenant"),
        ]

    def __str__(self) -> str:
        return self.email or f"address of {self.tenant} (not made yet)"

    @property
    def nickname(self) -> str:
        """The mark by which an address of ours is recognised at CloudMailin when an answer got lost."""
        whose = f"shared-{self.account_id}" if self.is_shared else str(self.tenant.public_id)
        return f"portal-{whose}" if self.generation == 1 else f"portal-{whose}-{self.generation}"

    @property
    def is_applied(self) -> bool:
        return bool(self.remote_id) and self.applied_revision >= self.revision
