"""Many domains added at once: a list as it was typed, with a verdict for each line, and what became of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tenants.scoping import TenantOwned


class Verdict(models.TextChoices):
    """What is to become of a line, or has become of it. The second part of the page's words is in portal.words."""

    NEW = "new", "will be added"
    MORE = "more", "is there already, and gets another use"
    THERE = "there", "is there already"
    TWICE = "twice", "stands further up in the list"
    LEAVING = "leaving", "is just being removed"
    INVALID = "invalid", "is no domain name"
    STAR = "star", "has a star, and is to be sent from"
    RESERVED = "reserved", "belongs to the mail service"
    TOO_MANY = "too_many", "beyond the number of unproven domains"
    FULL = "full", "beyond the number of domains that was agreed"
    ADDED = "added", "was added"
    FAILED = "failed", "was not added"


TO_DO = (Verdict.NEW, Verdict.MORE)


class BulkAddition(TenantOwned):
    """A list. Nothing is made of it before somebody has confirmed it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["confirmed_at"],
                condition=Q(confirmed_at__isnull=False, finished_at=None),
                name="bulk_addition_to_do",
            )
        ]
        constraints = [models.UniqueConstraint(fields=["id", "tenant"], name="bulkaddition_id_with_tenant")]

    def __str__(self) -> str:
        return f"{self.tenant}: list of {self.created_at:%Y-%m-%d %H:%M}"


class BulkLine(TenantOwned):
    """One line: `typed` as it was, `name` as it is understood, and what it is wanted for."""

    addition = models.ForeignKey(BulkAddition, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    typed = models.CharField(max_length=300)
    name = models.CharField(max_length=253, blank=True)
    receives = models.BooleanField()
    sends = models.BooleanField()
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    detail = models.CharField(max_length=300, blank=True)
    domain_id_of_page = models.UUIDField(null=True, help_text="The public id of the domain that it is.")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["addition", "number"], name="line_once_per_list")]

    def __str__(self) -> str:
        return f"{self.number}: {self.typed} ({self.verdict})"
