"""Work for CloudMailin as rows: PostgreSQL is the queue, Redis only rings."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cloudmailin.models.account import Account
from cloudmailin.models.domain import Domain
from cloudmailin.queue.order import Rank
from tenants.models import Tenant
from tenants.scoping import PossiblyTenantOwned

READS = frozenset(
    {"list_addresses", "list_receiving", "list_sending", "find_sending", "get_address", "get_sending"}
)
"""The kinds of operation that only read, for reconciliation; their target is a Reading."""


BESIDE = frozenset({"list_incoming", "send_trial"})
"""The kinds that concern mail, and move neither a domain nor an address."""


class Operation(PossiblyTenantOwned):
    """One thing to do at CloudMailin. `kind` says to which table `target_id` points.

    Those that read for reconciliation are the account's; all others are some tenant's.
    """

    class Kind(models.TextChoices):
        CREATE_ADDRESS = "create_address"
        CHANGE_ADDRESS = "change_address"
        DELETE_ADDRESS = "delete_address"
        CREATE_RECEIVING = "create_receiving"
        DELETE_RECEIVING = "delete_receiving"
        CREATE_SENDING = "create_sending"
        VERIFY_SENDING = "verify_sending"
        DELETE_SENDING = "delete_sending"
        LIST_ADDRESSES = "list_addresses"
        LIST_RECEIVING = "list_receiving"
        LIST_SENDING = "list_sending"
        FIND_SENDING = "find_sending"
        GET_ADDRESS = "get_address"
        GET_SENDING = "get_sending"
        LIST_INCOMING = "list_incoming"
        SEND_TRIAL = "send_trial"

    class Status(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    domain = models.ForeignKey(
        Domain, null=True, blank=True, on_delete=models.PROTECT, related_name="operations"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    target_id = models.PositiveBigIntegerField()
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.WAITING)
    rank = models.PositiveSmallIntegerField(choices=[(rank.value, rank.name.lower()) for rank in Rank])
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    look_first = models.BooleanField(
        default=False, help_text="An earlier attempt's outcome is unknown: read before doing it again."
    )
    fence = models.PositiveBigIntegerField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=500, blank=True)
    request_id = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        help_text="Of the request or task that asked for it.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "target_id"],
                condition=Q(status__in=["waiting", "running"]),
                name="one_live_operation_per_kind_and_target",
            ),
            models.UniqueConstraint(
                fields=["account"], condition=Q(status="running"), name="one_call_in_flight_per_account"
            ),
            models.CheckConstraint(
                condition=~Q(status="running") | Q(fence__isnull=False, lease_until__isnull=False),
                name="running_has_fence_and_lease",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(READS), tenant=None, domain=None)
                | ~Q(kind__in=sorted(READS)) & Q(tenant__isnull=False),
                name="only_reads_have_no_tenant",
            ),
            models.UniqueConstraint(fields=["id", "tenant"], name="operation_id_with_tenant"),
        ]
        indexes = [
            models.Index(
                fields=["account", "rank", "due_at"], condition=Q(status="waiting"), name="operation_line"
            ),
            models.Index(fields=["ended_at"], condition=Q(status="failed"), name="operation_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.domain or self.tenant or self.account}"


class ApiCall(PossiblyTenantOwned):
    """One HTTP call made: the ledger that the budget is counted from. Written before the call is sent."""

    class Outcome(models.TextChoices):
        PENDING = "pending"
        DONE = "done"
        REFUSED = "refused"
        RATE_LIMITED = "rate_limited"
        DENIED = "denied"
        UNAVAILABLE = "unavailable"
        UNKNOWN = "unknown"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="calls")
    fence = models.PositiveBigIntegerField()
    is_look = models.BooleanField(default=False)
    is_interactive = models.BooleanField(default=False, db_default=False)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.PENDING)
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    asked = models.TextField(blank=True, default="", db_default="")
    answered = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="Without secrets; of lists and of mail it is not kept.",
    )
    started_at = models.DateTimeField()
    completed_at = models.DateTimeField(
        help_text="While pending, the end of the lease: the latest moment at which the call can still arrive."
    )

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["account", "fence"], name="one_call_per_fence"),
            models.CheckConstraint(
                condition=Q(completed_at__gte=F("started_at")), name="call_completes_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-completed_at"], name="call_budget"),
            models.Index(fields=["started_at"], name="call_by_start"),
        ]

    def __str__(self) -> str:
        return f"{self.operation.kind} at {self.started_at:%Y-%m-%d %H:%M:%S}"


class Turn(models.Model):
    """What a tenant has used of an account lately: whoever has used the least is next.

    `used` counts its calls, older ones for less (queue.order.HALF_LIFE), as of `served_at`.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="turns")
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    served_at = models.DateTimeField()
    used = models.FloatField(default=0.0, db_default=0.0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "tenant"], name="one_turn_per_account_and_tenant")
        ]

    def __str__(self) -> str:
        return f"{self.tenant} at {self.served_at:%H:%M:%S}"
