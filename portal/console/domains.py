"""Domains in the console: everything known about one, and what staff do about it; only `lifecycle` writes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from cloudmailin.lifecycle.detach import detach
from cloudmailin.lifecycle.retry import retry
from cloudmailin.lifecycle.schedule import check_now
from cloudmailin.models import Domain, Drift, Operation
from cloudmailin.ownership.rules import Claim
from cloudmailin.queue.by_hand import hasten
from portal.console.choosing import Choosing
from portal.console.confirm import ask, is_confirmed
from portal.console.domain_filters import LooksLikeAnother, StuckBy, alike
from portal.console.domain_parts import (
    EventInline,
    FindingInline,
    OperationInline,
    ReceivingInline,
    SendingInline,
)
from portal.console.facts import told
from portal.console.of_brand import shown_to
from portal.console.readonly import ReadOnly
from portal.console.site import ModelAdmin, register
from tenants.models import User

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
        others = alike(domain.skeleton).exclude(name=domain.name).exclude(tenant=domain.tenant_id)
        if (brand := domain.shown_to_brand) is not None:  # type: ignore[attr-defined]
            others = others.filter(tenant__brand=brand)
        found = others.select_related("tenant__brand").order_by("name")
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
