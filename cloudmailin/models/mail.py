"""Mail itself, as far as CloudMailin tells of it: what came in, and the test messages that people send."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from cloudmailin.delivery_log.outcomes import Outcome
from cloudmailin.models.account import Account
from cloudmailin.models.domain import Domain
from tenants.scoping import PossiblyTenantOwned, TenantOwned


class IncomingStatus(TenantOwned):
    """One attempt to hand a mail to its target, as CloudMailin listed it; kept for a while (delivery_log.forget)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, related_name="incoming_statuses")
    key = models.CharField(
        max_length=64, help_text="The same for the same attempt, however often it is read."
    )
    message_id = models.CharField(max_length=500, blank=True)
    recipient = models.CharField(max_length=320)
    sender = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Outcome])
    tls = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="one_row_per_attempt")]
        indexes = [
            models.Index(fields=["tenant", "-at"], name="incoming_of_tenant"),
            models.Index(fields=["at"], name="incoming_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.status}"


class TrialMessage(TenantOwned):
    """A message that somebody sends to see whether a domain works: from it, or to it.

    The mail is found again among those that came in by its recipient and the `code` in its subject.
    """

    class Way(models.TextChoices):
        OUT = "out"
        IN = "in"

    class Status(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"
        UNKNOWN = "unknown"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, related_name="trials")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    way = models.CharField(max_length=3, choices=Way.choices)
    sender = models.CharField(max_length=320)
    recipient = models.CharField(max_length=320)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    code = models.CharField(max_length=12)
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.WAITING)
    reason = models.CharField(max_length=10, blank=True)
    remote_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            # The other end of the composite foreign key that ties an event's tenant to its trial's.
            models.UniqueConstraint(fields=["id", "tenant"], name="trial_id_with_tenant"),
        ]
        indexes = [
            models.Index(fields=["tenant", "-created_at"], name="trial_of_tenant"),
            models.Index(
                fields=["account", "remote_id"], condition=~Q(remote_id=""), name="trial_by_remote_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sender} to {self.recipient}"


class MessageEvent(PossiblyTenantOwned):
    """What CloudMailin's webhook said of a message. A hint: it is shown, and moves nothing.

    One that comes before we have heard the message's id belongs to nobody yet.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    trial = models.ForeignKey(
        TrialMessage, null=True, blank=True, on_delete=models.CASCADE, related_name="events"
    )
    message_id = models.CharField(max_length=64)
    key = models.CharField(max_length=64, help_text="The same for the same event, however often it comes.")
    kind = models.CharField(max_length=30)
    recipient = models.CharField(max_length=320, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="one_row_per_event"),
            models.CheckConstraint(
                condition=Q(trial=None, tenant=None) | Q(trial__isnull=False, tenant__isnull=False),
                name="event_of_a_trial_has_its_tenant",
            ),
        ]
        indexes = [models.Index(fields=["account", "message_id"], name="event_by_message")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.message_id}"
