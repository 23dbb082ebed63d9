"""What belongs to the pages themselves: links that show one domain to somebody without a login, and mails to people."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from cloudmailin.models import Domain, DomainEvent
from portal.notifications import Topic
from tenants.models import Brand
from tenants.scoping import TenantOwned
from tenants.tokens import hash_of, new_secret

LIVES = timedelta(days=14)
"""So long a link works: about as long as somebody else's ticket takes."""


class ShareLink(TenantOwned):
    """For whoever runs the DNS. Only a hash of the link's secret is kept, so that no copy of the database opens it."""

    domain = models.ForeignKey(Domain, on_delete=models.PROTECT, related_name="share_links")
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    openings = models.PositiveIntegerField(default=0, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="share_link_lives_for_a_while"
            )
        ]

    def __str__(self) -> str:
        return f"{self.domain}, until {self.expires_at:%Y-%m-%d}"

    @classmethod
    def of_members(cls) -> models.QuerySet[ShareLink]:
        """Those that whoever made them may still answer for: with a membership their links end too."""
        return cls.objects.filter(created_by__is_active=True, created_by__memberships__tenant=F("tenant"))

    @classmethod
    def make(cls, domain: Domain, created_by: models.Model, now: datetime) -> tuple[ShareLink, str]:
        """A new link and its secret, which is told this once."""
        secret = new_secret()
        link = cls.objects.create(
            tenant_id=domain.tenant_id,
            domain=domain,
            secret_hash=hash_of(secret),
            created_by=created_by,
            created_at=now,
            expires_at=now + LIVES,
        )
        return link, secret

    def works(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


class Notice(TenantOwned):
    """One event told to one person by one channel.

    A mail: `due_at` is empty once it was sent, or given up. In the portal: `read_at` is empty until it was seen.
    """

    class Channel(models.TextChoices):
        MAIL = "mail"
        IN_APP = "in_app"

    event = models.ForeignKey(DomainEvent, on_delete=models.PROTECT, related_name="notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(
        max_length=6, choices=Channel.choices, default=Channel.MAIL, db_default=Channel.MAIL.value
    )
    topic = models.CharField(
        max_length=9,
        choices=[(each.value, each.value) for each in Topic],
        default=Topic.OWNERSHIP.value,
        db_default=Topic.OWNERSHIP.value,
    )
    created_at = models.DateTimeField(auto_now_add=True, db_default=Now())
    due_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)
    problem = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "user", "channel"], name="one_notice_per_event_user_and_channel"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="notice_due"),
            models.Index(
                fields=["user", "tenant"], condition=Q(channel="in_app", read_at=None), name="notice_unread"
            ),
            models.Index(fields=["user", "tenant", "-id"], condition=Q(channel="in_app"), name="notice_list"),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.user}"


class Viewing(TenantOwned):
    """Staff looking at a brand's site as one of a customer's people does (portal.viewing)."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="viewing_lasts_for_a_while"
            )
        ]

    def __str__(self) -> str:
        return f"{self.tenant}, {self.created_at:%Y-%m-%d %H:%M}"


class Preference(models.Model):
    """What a person wishes to hear of under a brand; where there is no row the role decides (portal.preferences)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=9, choices=[(each.value, each.value) for each in Topic])
    by_mail = models.BooleanField()
    in_app = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "brand", "topic"], name="one_preference_per_topic")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.topic}"
