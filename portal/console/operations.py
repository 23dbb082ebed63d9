"""Operations and their calls in the console: why one waits, and what staff do about it; only the queue writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from cloudmailin.models import ApiCall, Operation
from cloudmailin.models.operation import READS
from cloudmailin.queue import clock
from cloudmailin.queue.by_hand import can_cancel, cancel, hasten
from cloudmailin.queue.line import places
from portal.console.choosing import Choosing
from portal.console.confirm import ask, is_confirmed
from portal.console.readonly import ReadOnly
from portal.console.site import ModelAdmin, TabularInline, register
from tenants.models import User

_CANCELLED = {
    True: "It is not sent. Customers read that our team has stopped it, and can try again.",
    False: "",
}
_OFFERED = {"bring_forward": "Bring forward", "cancel": "Cancel …"}


class CallInline(ReadOnly, TabularInline[ApiCall, Operation]):
    """The exchanges that led here."""

    model = ApiCall
    extra = 0
    fields = ["started_at", "completed_at", "is_look", "outcome", "http_status", "note", "asked", "answered"]


@register(Operation)
class OperationAdmin(Choosing, ReadOnly, ModelAdmin[Operation]):
    brand_path = "account__brand"
    list_display = ["kind", "domain", "tenant", "status", "rank", "attempts", "due_at", "outcome"]
    list_filter = ["status", "kind", "rank", "account"]
    list_select_related = ["tenant", "domain"]
    search_fields = ["domain__name", "tenant__name"]
    readonly_fields = ["why"]
    inlines = [CallInline]
    actions = list(_OFFERED)

    @admin.display(description="why it waits")
    def why(self, operation: Operation) -> str:
        said = format_html_join(
            mark_safe("<br>"), "{}", ((each,) for each in reasons(operation, clock.now()))
        )
        return said or "It does not wait."

    def has_hand_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("cloudmailin.change_domain"))

    @admin.action(description="Bring forward: try again now", permissions=["hand"])
    def bring_forward(self, request: HttpRequest, chosen: QuerySet[Operation]) -> None:
        done = sum(hasten(each, actor=cast(User, request.user)) for each in chosen)
        messages.success(
            request, f"{done} of {len(chosen)} are due now, as soon as the account may be called."
        )

    @admin.action(description="Cancel", permissions=["hand"])
    def cancel(self, request: HttpRequest, chosen: QuerySet[Operation]) -> HttpResponse | None:
        if not is_confirmed(request):
            rows = [(each, _evidence(each), _CANCELLED[can_cancel(each)]) for each in chosen]
            said = "What removes something, or may have reached CloudMailin already, can't be cancelled."
            return ask(self, request, "cancel", "Cancel", rows, said)
        done = sum(cancel(each, actor=cast(User, request.user)) for each in chosen)
        messages.success(request, f"{done} of {len(chosen)} cancelled.")
        return None

    def choices(self, request: HttpRequest, row: Operation) -> Iterable[tuple[str, str]]:
        waits = row.status == Operation.Status.WAITING
        return _OFFERED.items() if waits and self.has_hand_permission(request) else ()


def reasons(operation: Operation, now: datetime) -> Iterator[str]:
    """Sentences for staff: what stands in the way, and when its turn comes."""
    account = operation.account
    if operation.status == Operation.Status.RUNNING:
        yield f"It is under way; its lease ends at {operation.lease_until:%H:%M:%S} UTC."
    if operation.status != Operation.Status.WAITING:
        return
    if account.circuit_opened_at:
        yield f"Nothing is called for the account, until that is mended or you say so: {account.circuit_reason}"
    if account.unproven_since and operation.kind not in READS:
        yield "The account's credentials were changed: it is only read until what is known was found there."
        return
    if account.gate_until and account.gate_until > now:
        yield f"CloudMailin asked for a rest until {account.gate_until:%H:%M:%S} UTC."
    if operation.outcome:
        yield f"The last try, number {operation.attempts}, ended with: {operation.outcome}"
    if operation.look_first:
        yield "It may have reached CloudMailin: it is looked up before it is done again."
    if operation.due_at > now:
        yield f"It is tried again at {operation.due_at:%Y-%m-%d %H:%M:%S} UTC."
        return
    for _, place, start in places(account, now, pk=operation.pk):
        yield f"It is number {place} in the account's line; its turn comes at about {start:%H:%M:%S} UTC."
        return
    yield "More than five hundred others come first."


def _evidence(operation: Operation) -> str:
    tries = f"{operation.attempts} tries" if operation.attempts else "not tried yet"
    return f"{operation} ({operation.status}, {tries}). {operation.outcome}".strip()


@register(ApiCall)
class ApiCallAdmin(ReadOnly, ModelAdmin[ApiCall]):
    brand_path = "account__brand"
    list_display = ["started_at", "account", "operation", "outcome", "http_status", "note"]
    list_filter = ["outcome", "started_at", "account"]
    list_select_related = ["account__brand", "operation__domain", "operation__tenant"]
