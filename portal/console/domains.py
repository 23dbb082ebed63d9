"""Domains in the console: everything known about one, and what staff do about it; only `lifecycle` writes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from cloudmailin.lifecycle import addresses
from cloudmailin.lifecycle.detach import detach
from cloudmailin.lifecycle.retry import retry
from cloudmailin.lifecycle.schedule import check_now
from cloudmailin.models import (
    Address,
    Domain,
    DomainEvent,
    Drift,
    Finding,
    Operation,
    ReceivingDomain,
    SendingDomain,
    Worker,
)
from cloudmailin.ownership.rules import HOLDING, Claim
from cloudmailin.queue.by_hand import hasten
from portal.console.choosing import Choosing
from portal.console.confirm import ask, is_confirmed
from portal.console.dashboard.causes import stuck_by, title_of
from portal.console.facts import listed, told
from portal.console.of_brand import HOUSE, shown_to, within_brand
from portal.console.readonly import ReadOnly
from portal.console.site import ModelAdmin, StackedInline, TabularInline, register
from tenants.models import User

_STATE = ["state", "reason", "reason_detail", "state_since", "remote_id", "contrary_looks"]

_KNOWN = [
    "name",
    "tenant",
    "account",
    "need",
    "claim",
    "claim_since",
    "proven_at",
    "looks_like",
    "left_to_staff",
    "zone",
    "name_servers",
    "created_at",
    "checked_at",
    "next_check_at",
    "removed_at",
]


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
    fields = ["purpose", "status", "code", "values", "changed_at"]
    readonly_fields = ["values"]

    @admin.display(description="seen")
    def values(self, finding: Finding) -> str:
        return listed(finding.seen)


class EventInline(ReadOnly, TabularInline[DomainEvent, Domain]):
    model = DomainEvent
    extra = 0
    fields = ["at", "kind", "use", "actor", "facts"]
    readonly_fields = ["at", "facts"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DomainEvent]:
        return super().get_queryset(request).select_related("actor")

    @admin.display(description="detail")
    def facts(self, event: DomainEvent) -> str:
        return told(event.detail)


class OperationInline(ReadOnly, TabularInline[Operation, Domain]):
    model = Operation
    extra = 0
    hide_title = False
    fields = ["kind", "status", "attempts", "due_at", "outcome"]
    show_change_link = True


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


_RELEASES = {"release": "Release", "release_at_once": "Release at once"}
_CHOICES = {
    "look_now": "Check DNS now",
    "verify_now": "Try again and verify now",
    **{name: f"{title} …" for name, title in _RELEASES.items()},
}


def _evidence(domain: Domain) -> str:
    states = ", ".join(f"{each.use} {each.state}" for each in domain.attachments) or "nothing attached"
    return f"{domain.name} of {domain.tenant}: {domain.claim}, {states}."


def _consequence(domain: Domain, how: str) -> str:
    if domain.removed_at:
        return ""
    if how == "release":
        return f"{domain.name} is detached once its MX records lead here no more; until then mail flows on."
    return f"{domain.name} is detached now. Mail that still comes for it is refused, or taken by others."


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
class DomainAdmin(Choosing, ReadOnly, ModelAdmin[Domain]):
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
    fields = (*_KNOWN, "stood")
    readonly_fields = (*_KNOWN, "stood")
    inlines = [ReceivingInline, SendingInline, FindingInline, OperationInline, EventInline]
    actions = ["look_now", "verify_now", "release", "release_at_once"]
    change_form_template = "console/domains/change.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Domain]:
        return shown_to(super().get_queryset(request), request)

    @admin.display(description="in DNS when it was added")
    def stood(self, domain: Domain) -> str:
        return told(domain.stood_before)

    @admin.display(description="looks like")
    def looks_like(self, domain: Domain) -> str:
        alike = _alike(domain.skeleton).exclude(name=domain.name).exclude(tenant=domain.tenant_id)
        if (brand := domain.shown_to_brand) is not None:  # type: ignore[attr-defined]
            alike = alike.filter(tenant__brand=brand)
        found = alike.select_related("tenant__brand").order_by("name")
        return "; ".join(f"{each.name} of {each.tenant} ({each.tenant.brand})" for each in found) or "–"

    @admin.display(description="left to staff")
    def left_to_staff(self, domain: Domain) -> str:
        """What has a page of its own: a contested claim, and what differs at CloudMailin."""
        pages = [("Contested: decide the claim", "contestedclaim", domain.pk)] * (
            domain.claim == Claim.CONTESTED
        )
        drifts = Drift.objects.filter(domain=domain, status=Drift.Status.OPEN).order_by("pk")
        pages += [
            (f"{each.get_kind_display()}: adopt, recreate or ignore", "drift", each.pk) for each in drifts
        ]
        links = ((reverse(f"admin:cloudmailin_{to}_change", args=[pk]), said) for said, to, pk in pages)
        return format_html_join(mark_safe("<br>"), '<a class="desk-link" href="{}">{}</a>', links) or "–"

    def has_hand_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("cloudmailin.change_domain"))

    @admin.action(description="Check DNS now", permissions=["hand"])
    def look_now(self, request: HttpRequest, chosen: QuerySet[Domain]) -> None:
        for domain in chosen:
            check_now(domain)
        messages.success(request, f"The DNS of {len(chosen)} domain(s) is looked at now.")

    @admin.action(description="Try again and verify now", permissions=["hand"])
    def verify_now(self, request: HttpRequest, chosen: QuerySet[Domain]) -> None:
        """What was rejected begins again, and what waits for its next try is due; the budget holds all the same."""
        actor = cast(User, request.user)
        for domain in chosen:
            retry(domain, actor=actor)
            waiting = Operation.objects.filter(domain=domain, status=Operation.Status.WAITING)
            for operation in waiting.select_related("domain", "tenant", "account"):
                hasten(operation, actor=actor)
        messages.success(request, f"{len(chosen)} domain(s) are tried again now.")

    @admin.action(description="Release (mail flows until its records are gone)", permissions=["hand"])
    def release(self, request: HttpRequest, chosen: QuerySet[Domain]) -> HttpResponse | None:
        return self._release(request, chosen, "release")

    @admin.action(description="Release at once (mail is refused)", permissions=["hand"])
    def release_at_once(self, request: HttpRequest, chosen: QuerySet[Domain]) -> HttpResponse | None:
        return self._release(request, chosen, "release_at_once")

    def _release(self, request: HttpRequest, chosen: QuerySet[Domain], how: str) -> HttpResponse | None:
        if not is_confirmed(request):
            rows = [(each, _evidence(each), _consequence(each, how)) for each in chosen]
            return ask(self, request, how, _RELEASES[how], rows, "The customer sees it on the domain's page.")
        there = [each for each in chosen if each.removed_at is None]
        for domain in there:
            detach(
                domain, actor=cast(User, request.user), reason="by_staff", at_once=how == "release_at_once"
            )
        messages.success(request, f"{len(there)} of {len(chosen)} are being given up.")
        return None

    def choices(self, request: HttpRequest, row: Domain) -> Iterable[tuple[str, str]]:
        may = row.removed_at is None and self.has_hand_permission(request)
        return _CHOICES.items() if may else ()

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
