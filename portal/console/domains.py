"""Domains, operations and calls in the console: to be seen; only `lifecycle` and the queue write them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from cloudmailin.lifecycle import addresses
from cloudmailin.models import (
    Address,
    ApiCall,
    Domain,
    DomainEvent,
    Finding,
    Operation,
    ReceivingDomain,
    SendingDomain,
    Worker,
)
from cloudmailin.ownership.rules import HOLDING
from portal.console.dashboard.causes import stuck_by, title_of
from portal.console.of_brand import HOUSE, shown_to, within_brand
from portal.console.readonly import ReadOnly
from portal.console.site import ModelAdmin, StackedInline, TabularInline, register

_STATE = ["state", "reason", "reason_detail", "state_since", "remote_id", "contrary_looks"]


class _Part(ReadOnly, StackedInline[Any, Domain]):
    extra = 0
    show_change_link = False


class ReceivingInline(_Part):
    model = ReceivingDomain
    fields = [*_STATE]
    readonly_fields = _STATE


class SendingInline(_Part):
    model = SendingDomain
    fields = [*_STATE, "mta_domain", "dkim_domain"]
    readonly_fields = [*_STATE, "mta_domain", "dkim_domain"]


class FindingInline(ReadOnly, TabularInline[Finding, Domain]):
    model = Finding
    extra = 0
    fields = ["purpose", "status", "code", "seen", "changed_at"]


class EventInline(ReadOnly, TabularInline[DomainEvent, Domain]):
    model = DomainEvent
    extra = 0
    fields = ["at", "kind", "use", "actor", "detail"]
    readonly_fields = ["at"]


class LooksLikeAnother(admin.SimpleListFilter):
    """Names that people take for one that another tenant holds: this is told to staff alone."""

    title = "look-alikes"
    parameter_name = "alike"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "looks like another tenant's")]

    def queryset(self, request: HttpRequest, domains: QuerySet[Domain]) -> QuerySet[Domain]:
        if not self.value():
            return domains
        others = (
            _alike(OuterRef("skeleton")).exclude(name=OuterRef("name")).exclude(tenant=OuterRef("tenant"))
        )
        known = within_brand(others, DomainAdmin.brand_path, request)
        return domains.filter(Exists(known), removed_at=None)


def _alike(skeleton: str | OuterRef) -> QuerySet[Domain]:
    return Domain.objects.filter(skeleton=skeleton, claim__in=HOLDING, removed_at=None)


class StuckBy(admin.SimpleListFilter):
    """Where a figure of the dashboard leads; there are too many causes to choose from in a list."""

    title = "cause"
    parameter_name = "cause"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(chosen, str(title_of(chosen)))] if (chosen := self.value()) else []

    def queryset(self, request: HttpRequest, domains: QuerySet[Domain]) -> QuerySet[Domain]:
        return stuck_by(chosen, domains) if (chosen := self.value()) else domains


@register(Domain)
class DomainAdmin(ReadOnly, ModelAdmin[Domain]):
    brand_path = "tenant__brand"
    list_display = [
        "name",
        "tenant",
        "receiving_state",
        "sending_state",
        "claim",
        "checked_at",
        "removed_at",
    ]
    list_filter = [
        "tenant__brand",
        "need",
        StuckBy,
        ("removed_at", admin.EmptyFieldListFilter),
        LooksLikeAnother,
        "claim",
        "receiving__state",
        "sending__state",
    ]
    list_select_related = ["tenant", "receiving", "sending"]
    search_fields = ["name", "tenant__name"]
    exclude = ["token", "skeleton"]
    readonly_fields = ["looks_like"]
    inlines = [ReceivingInline, SendingInline, FindingInline, EventInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Domain]:
        return shown_to(super().get_queryset(request), request)

    @admin.display(description="looks like")
    def looks_like(self, domain: Domain) -> str:
        alike = _alike(domain.skeleton).exclude(name=domain.name).exclude(tenant=domain.tenant_id)
        if (brand := domain.shown_to_brand) is not None:  # type: ignore[attr-defined]
            alike = alike.filter(tenant__brand=brand)
        found = alike.select_related("tenant__brand").order_by("name")
        return "; ".join(f"{each.name} of {each.tenant} ({each.tenant.brand})" for each in found) or "–"

    @admin.display(description="receiving", ordering="receiving__state")
    def receiving_state(self, domain: Domain) -> str:
        return domain.receiving.state if hasattr(domain, "receiving") else "–"

    @admin.display(description="sending", ordering="sending__state")
    def sending_state(self, domain: Domain) -> str:
        return domain.sending.state if hasattr(domain, "sending") else "–"


@register(Address)
class AddressAdmin(ReadOnly, ModelAdmin[Address]):
    brand_path = "tenant__brand"
    list_display = ["__str__", "tenant", "target", "target_format", "has_auth_header", "applied", "problem"]
    list_filter = ["account", "is_shared", "is_custom"]
    list_select_related = ["tenant"]
    search_fields = ["email", "tenant__name", "target"]
    exclude = ["auth_header"]
    actions = ["send_again", "delete_at_cloudmailin"]

    @admin.display(description="authorization", boolean=True)
    def has_auth_header(self, address: Address) -> bool:
        return bool(address.auth_header)

    @admin.display(description="at CloudMailin", boolean=True)
    def applied(self, address: Address) -> bool | None:
        return address.is_applied if address.remote_id else None

    def has_send_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("cloudmailin.change_address"))

    @admin.action(description="Send to CloudMailin again", permissions=["send"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[Address]) -> None:
        for address in chosen:
            addresses.send_again(address)
        messages.success(request, f"{len(chosen)} address(es) will be sent again.")

    @admin.action(description="Delete at CloudMailin (only those without domains)", permissions=["send"])
    def delete_at_cloudmailin(self, request: HttpRequest, chosen: QuerySet[Address]) -> None:
        """No domain can lose its address this way, and a later need makes another."""
        in_use = [address for address in chosen if not _released(address)]
        if in_use:
            named = ", ".join(str(address.tenant) for address in in_use)
            messages.error(request, f"Domains still receive through the addresses of: {named}.")
        if done := len(chosen) - len(in_use):
            messages.success(request, f"{done} address(es) will be deleted at CloudMailin.")


def _released(address: Address) -> bool:
    try:
        addresses.release(address)
    except addresses.InUse:
        return False
    return True


@register(Worker)
class WorkerAdmin(ReadOnly, ModelAdmin[Worker]):
    brand_path = HOUSE
    list_display = ["name", "started_at", "alive_at", "heard_at", "rung_at"]


class CallInline(ReadOnly, TabularInline[ApiCall, Operation]):
    model = ApiCall
    extra = 0
    fields = ["started_at", "completed_at", "is_look", "outcome", "http_status", "note"]


@register(Operation)
class OperationAdmin(ReadOnly, ModelAdmin[Operation]):
    brand_path = "account__brand"
    list_display = ["kind", "domain", "tenant", "status", "rank", "attempts", "due_at", "outcome"]
    list_filter = ["status", "kind", "rank", "account"]
    list_select_related = ["tenant", "domain"]
    search_fields = ["domain__name", "tenant__name"]
    inlines = [CallInline]


@register(ApiCall)
class ApiCallAdmin(ReadOnly, ModelAdmin[ApiCall]):
    brand_path = "account__brand"
    list_display = ["started_at", "account", "operation", "outcome", "http_status", "note"]
    list_filter = ["outcome", "started_at", "account"]
    list_select_related = ["account__brand", "operation__domain", "operation__tenant"]
