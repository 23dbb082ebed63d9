"""The audit in the console: to be read and exported, never to be changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse

from portal import audit_words
from portal.console.readonly import ReadOnly
from portal.console.site import ModelAdmin, register
from portal.spreadsheet import lines
from tenants.audit import AuditAction, record
from tenants.models import AuditEntry, User
from tenants.scoping import across_tenants

_AT_A_TIME = 500
_HEAD = (
    "Time (UTC)",
    "Brand",
    "Tenant",
    "Person",
    "Action",
    "Kind",
    "Object",
    "Details",
    "Address",
    "Request",
)


class _OfAction(admin.SimpleListFilter):
    title = "action"
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted(((each.value, str(words)) for each, words in audit_words.ACTIONS.items()), key=_second)

    def queryset(self, request: HttpRequest, entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        return entries.filter(action=self.value()) if self.value() else entries


def _second(pair: tuple[str, str]) -> str:
    return pair[1]


@register(AuditEntry)
class AuditAdmin(ReadOnly, ModelAdmin[AuditEntry]):
    brand_path = "brand"
    list_display = ["at", "brand", "tenant", "who", "said", "target_kind", "of", "details", "address"]
    list_display_links = ["at"]
    list_filter = [_OfAction, "brand", "at"]
    list_select_related = ["actor", "person", "tenant", "brand"]
    search_fields = [
        "target_name",
        "=target_id",
        "actor__email",
        "person__email",
        "tenant__name",
        "=request_id",
    ]
    ordering = ["-pk"]
    actions = ["export"]

    @admin.display(description="person")
    def who(self, entry: AuditEntry) -> str:
        return audit_words.actor(entry, support="")

    @admin.display(description="action")
    def said(self, entry: AuditEntry) -> str:
        return str(audit_words.action(entry))

    @admin.display(description="object")
    def of(self, entry: AuditEntry) -> str:
        return entry.target_name or audit_words.person(entry.person, support="") or entry.target_id

    @admin.display(description="details")
    def details(self, entry: AuditEntry) -> str:
        return "; ".join(audit_words.differences(entry))

    @admin.action(description="Export as CSV", permissions=["view"])
    def export(self, request: HttpRequest, chosen: QuerySet[AuditEntry]) -> StreamingHttpResponse:
        actor = request.user if isinstance(request.user, User) else None
        record(AuditAction.AUDIT_EXPORTED, actor=actor, target=None)
        answer = StreamingHttpResponse(
            lines(_HEAD, self._cells(chosen)), content_type="text/csv; charset=utf-8"
        )
        answer["Content-Disposition"] = 'attachment; filename="audit.csv"'
        return answer

    def _cells(self, chosen: QuerySet[AuditEntry]) -> Iterator[tuple[object, ...]]:
        """The answer is streamed after the request's walls stand again; no cursor is held open meanwhile."""
        rows, last = chosen.select_related(*self.list_select_related).order_by("-pk"), None
        while True:
            with across_tenants():
                batch = list((rows if last is None else rows.filter(pk__lt=last))[:_AT_A_TIME])
                told = [self._line(each) for each in batch]
            if not batch:
                return
            yield from told
            last = batch[-1].pk

    def _line(self, entry: AuditEntry) -> tuple[object, ...]:
        about = self.who(entry), self.said(entry), entry.target_kind, self.of(entry), self.details(entry)
        at = f"{entry.at:%Y-%m-%d %H:%M:%S}"
        return at, entry.brand or "", entry.tenant or "", *about, entry.address or "", entry.request_id
