"""A name that a tenant has added, and what is attached to it."""

from __future__ import annotations

import secrets
import uuid
from base64 import b32encode
from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from cloudmailin.models.account import Account, Address
from cloudmailin.ownership.rules import Claim, Standing
from cloudmailin.states import GOOD, State, Use
from cloudmailin.steadiness import Doubt
from tenants.scoping import TenantOwned

A_LABEL_NAME = r"^(\*\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$"


def new_token() -> str:
    """160 random bits in base32, lower case: the challenge of one claim, never given twice."""
    return b32encode(secrets.token_bytes(20)).decode().lower()


class Need(models.IntegerChoices):
    """What a domain needs of its customer; the overview's order."""

    ATTENTION = 0, "needs attention"
    UNDER_WAY = 1, "under way"
    NOTHING = 2, "nothing"


class Domain(TenantOwned):
    """One tenant's claim to a DNS name, with its own ownership token.

    Pending claims block nobody: many tenants may add the same name, one may have it proven.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=253, validators=[RegexValidator(A_LABEL_NAME)])
    skeleton = models.CharField(
        max_length=253,
        editable=False,
        default="",
        db_default="",
        help_text="The same for names that look alike.",
    )
    token = models.CharField(max_length=32, default=new_token, unique=True, editable=False)
    claim = models.CharField(
        max_length=11,
        choices=[(claim.value, claim.value) for claim in Claim],
        default=Claim.PENDING,
        db_default=Claim.PENDING.value,
        editable=False,
    )
    reminders = models.PositiveSmallIntegerField(
        default=0, db_default=0, editable=False, help_text="Sent while nobody has proven it."
    )
    claim_since = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    contrary_looks = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    contrary_since = models.DateTimeField(null=True, blank=True, editable=False)
    proven_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Only while the claim holds the name."
    )
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    need = models.PositiveSmallIntegerField(
        choices=Need.choices,
        default=Need.NOTHING,
        db_default=Need.NOTHING.value,
        editable=False,
        help_text="Written by the database, as states and findings change.",
    )

    zone = models.CharField(max_length=253, blank=True, editable=False)
    name_servers = models.TextField(
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="Those of the zone, with spaces between.",
    )
    stood_before = models.JSONField(
        blank=True,
        default=dict,
        db_default={},
        editable=False,
        help_text="What was in DNS when it was added: the fields of a preflight.",
    )
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    next_check_at = models.DateTimeField(null=True, blank=True, editable=False)
    watched_until = models.DateTimeField(null=True, blank=True, editable=False)
    touched_at = models.DateTimeField(
        auto_now_add=True,
        help_text="When somebody last acted on it or its state last changed; checks slow down from here.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "name"], condition=Q(removed_at=None), name="name_once_per_tenant"
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(removed_at=None, proven_at__isnull=False),
                name="one_proven_owner_per_name",
            ),
            models.CheckConstraint(condition=Q(name__regex=A_LABEL_NAME), name="domain_name_is_canonical"),
            # The other end of the composite foreign keys that tie a child's tenant to its domain's.
            models.UniqueConstraint(fields=["id", "tenant"], name="domain_id_with_tenant"),
        ]
        indexes = [
            models.Index(
                fields=["next_check_at"], condition=Q(next_check_at__isnull=False), name="domain_due_check"
            ),
            models.Index(
                fields=["account", "watched_until"],
                condition=Q(watched_until__isnull=False),
                name="domain_watched",
            ),
            models.Index(fields=["account", "created_at"], name="domain_first_of_account"),
            models.Index(
                fields=["claim_since"],
                condition=Q(claim=Claim.PENDING, removed_at=None),
                name="domain_pending_since",
            ),
            models.Index(
                fields=["claim_since"],
                condition=Q(claim=Claim.CONTESTED, removed_at=None),
                name="domain_contested",
            ),
            models.Index(fields=["name"], name="domain_by_name"),
            models.Index(
                fields=["tenant", "need", "name"], condition=Q(removed_at=None), name="domain_by_need"
            ),
            models.Index(
                fields=["tenant", "-created_at", "-id"],
                condition=Q(removed_at=None),
                name="domain_newest_first",
            ),
            models.Index(fields=["skeleton"], condition=Q(removed_at=None), name="domain_by_skeleton"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def standing(self) -> Standing:
        return Standing(Claim(self.claim), Doubt(self.contrary_looks, self.contrary_since))

    @property
    def attachments(self) -> list[ReceivingDomain | SendingDomain]:
        """What is attached and not gone, receiving first."""
        present = [getattr(self, use.value, None) for use in Use]
        return [one for one in present if one is not None and one.state != State.GONE]


class ContestedClaim(Domain):
    """A claim whose token stands in DNS beside the holder's: staff decide."""

    class Meta:
        proxy = True


class Attachment(TenantOwned):
    """What receiving and sending have in common: a state that only `lifecycle` changes."""

    use: ClassVar[Use]

    state = models.CharField(
        max_length=12, choices=[(state.value, state.value) for state in State], editable=False
    )
    reason = models.CharField(max_length=40, blank=True, editable=False)
    reason_detail = models.CharField(max_length=500, blank=True, editable=False)
    remote_id = models.CharField(max_length=64, blank=True, editable=False)
    state_since = models.DateTimeField(editable=False)
    contrary_since = models.DateTimeField(null=True, blank=True, editable=False, db_column="missing_since")
    contrary_looks = models.PositiveSmallIntegerField(default=0, editable=False, db_column="misses")

    class Meta:
        abstract = True

    @property
    def is_good(self) -> bool:
        return self.state in GOOD

    @property
    def doubt(self) -> Doubt:
        return Doubt(self.contrary_looks, self.contrary_since)


_STUCK = Q(state__in=["requested", "provisioning", "verifying", "rejected"])


class ReceivingDomain(Attachment):
    """Mirrors CloudMailin's custom_domain."""

    use = Use.RECEIVING
    domain = models.OneToOneField(Domain, on_delete=models.CASCADE, related_name="receiving")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="receiving_domains")
    auth_regex = models.TextField(
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="The recipients that are let in; all, where it is empty.",
    )
    domain_target = models.TextField(
        blank=True, default="", db_default="", editable=False, help_text="Instead of the address's target."
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["state_since"],
                condition=Q(state=State.RELEASING.value),
                name="receiving_being_released",
            ),
            models.Index(fields=["state", "reason", "domain"], condition=_STUCK, name="receiving_stuck"),
        ]

    def __str__(self) -> str:
        return f"receiving for {self.domain}"


class SendingDomain(Attachment):
    """Mirrors CloudMailin's sending_domain; the DNS names are CloudMailin's answer to its creation."""

    use = Use.SENDING
    domain = models.OneToOneField(Domain, on_delete=models.CASCADE, related_name="sending")
    mta_domain = models.CharField(max_length=253, blank=True, editable=False)
    required_cname = models.CharField(max_length=253, blank=True, editable=False)
    dkim_selector = models.CharField(max_length=63, blank=True, editable=False)
    dkim_domain = models.CharField(max_length=253, blank=True, editable=False)
    dkim_public_record = models.TextField(blank=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["state", "reason", "domain"], condition=_STUCK, name="sending_stuck")]

    def __str__(self) -> str:
        return f"sending for {self.domain}"
