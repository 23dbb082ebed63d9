"""Reconciliation as rows: a round of reads, each read, and the drift that it found."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cloudmailin.models.account import Account
from cloudmailin.models.domain import Domain
from cloudmailin.models.operation import Operation
from cloudmailin.reconcile.views import What
from tenants.scoping import PossiblyTenantOwned


class Round(models.Model):
    """All objects of an account, listed once, and once more where something of ours is missing."""

    class Status(models.TextChoices):
        READING = "reading"
        DONE = "done"
        BRAKED = "braked"
        UNREADABLE = "unreadable"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="rounds")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.READING)
    is_urgent = models.BooleanField(default=False, help_text="Asked for: not spread over the day.")
    is_brake_lifted = models.BooleanField(
        default=False, help_text="Staff have seen the last round's brake, and want to see what is missing."
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reads = models.PositiveIntegerField(default=0)
    objects_of_ours = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=500, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(status="reading"), name="one_open_round_per_account"
            )
        ]

    def __str__(self) -> str:
        return f"round of {self.account} at {self.started_at:%Y-%m-%d %H:%M}"


class Drift(PossiblyTenantOwned):
    """A difference between CloudMailin and the portal that a person decides about.

    It concerns a tenant where an object of ours is known to be meant, else only the account.
    """

    class Kind(models.TextChoices):
        VANISHED = "vanished"
        CHANGED = "changed"
        UNVERIFIED = "unverified", "no longer verified"
        UNKNOWN = "unknown"
        TAKEN = "taken"

    class Status(models.TextChoices):
        OPEN = "open"
        IGNORED = "ignored"
        RESOLVED = "resolved"

    class Decision(models.TextChoices):
        ADOPT = "adopt"
        RECREATE = "recreate"
        IGNORE = "ignore"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    domain = models.ForeignKey(Domain, null=True, blank=True, on_delete=models.PROTECT, related_name="drift")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    what = models.CharField(max_length=9, choices=[(what.value, what.value) for what in What])
    target_id = models.PositiveBigIntegerField(default=0, help_text="Our row; 0 where none is meant.")
    remote_id = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=500, blank=True)
    of = models.CharField("on the list of", max_length=64, blank=True)
    ours = models.JSONField(default=dict, blank=True)
    theirs = models.JSONField(default=dict, blank=True)
    is_attempted = models.BooleanField(
        "in our ledger", default=False, help_text="Our ledger shows that we asked CloudMailin to make it."
    )
    note = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "drift"
        ordering = ["-last_seen", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind", "what", "remote_id", "target_id"],
                condition=Q(status__in=["open", "ignored"]),
                name="one_live_drift_per_object",
            ),
            models.CheckConstraint(
                condition=Q(domain=None) | Q(tenant__isnull=False), name="drift_of_a_domain_has_its_tenant"
            ),
        ]
        indexes = [models.Index(fields=["-last_seen", "-id"], name="drift_newest_first")]

    def __str__(self) -> str:
        return f"{self.what} {self.name}: {self.get_kind_display()}"


class Reading(models.Model):
    """One read of a list's page, or of one object; its Operation points here."""

    round = models.ForeignKey(Round, null=True, blank=True, on_delete=models.CASCADE, related_name="readings")
    drift = models.ForeignKey(Drift, null=True, blank=True, on_delete=models.CASCADE, related_name="readings")
    kind = models.CharField(max_length=20, choices=Operation.Kind.choices)
    of = models.CharField(max_length=64, blank=True)
    remote_id = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=253, blank=True)
    turn = models.PositiveSmallIntegerField(default=1)
    page = models.PositiveIntegerField(default=1)
    not_before = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    is_end = models.BooleanField(default=False)
    found = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(round__isnull=False, drift=None) | Q(round=None, drift__isnull=False),
                name="reading_for_a_round_or_a_drift",
            )
        ]
        indexes = [
            models.Index(fields=["round", "not_before"], condition=Q(read_at=None), name="reading_left")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.remote_id or self.name or self.of}, page {self.page}"
