"""What hangs on a domain, on its page in the console: to be seen only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from cloudmailin.models import Domain, DomainEvent, Finding, Operation, ReceivingDomain, SendingDomain
from portal.console.facts import listed, told
from portal.console.readonly import ReadOnly
from portal.console.site import StackedInline, TabularInline

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
