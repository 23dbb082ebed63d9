"""The audit's page and its export. The scoped manager knows no other tenant's entries."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from portal.access import member
from portal.audit_words import FOR_STAFF_ALONE
from portal.pages.audit.forms import FilterForm
from portal.pages.audit.presenting import HEAD, Row, cells, rows
from portal.request import MemberRequest
from portal.spreadsheet import lines
from tenants.audit import AuditAction, record
from tenants.models import AuditEntry, Brand, Tenant
from tenants.roles import Action
from tenants.scoping import within

_PER_PAGE = 50
_AT_A_TIME = 500
_LARGEST_KEY = 2**63 - 1


@member(Action.VIEW_AUDIT)
@never_cache
@require_GET
def entries(request: MemberRequest) -> HttpResponse:
    """Newest first, `?before=` an entry's number: however many there are, a page costs the same."""
    form = FilterForm(request.GET)
    found = list(_older(form.found(_entries()), _before(request))[: _PER_PAGE + 1])
    shown = found[:_PER_PAGE]
    context = {
        "form": form,
        "rows": list(rows(shown, request.brand)),
        "older": shown[-1].pk if len(found) > _PER_PAGE else None,
        "is_first": "before" not in request.GET,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "audit/entries.html", context)


@member(Action.VIEW_AUDIT)
@never_cache
@require_GET
def export(request: MemberRequest) -> StreamingHttpResponse:
    """What the page would show, all of it, as CSV."""
    found = FilterForm(request.GET).found(_entries())
    record(AuditAction.AUDIT_EXPORTED, actor=request.user, target=request.membership.tenant)
    tenant, brand = request.membership.tenant, request.brand
    told = (cells(row) for batch in _batches(found) for row in _rows_within(tenant, batch, brand))
    answer = StreamingHttpResponse(
        lines([_(each) for each in HEAD], told), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="audit-{timezone.now():%Y-%m-%d}.csv"'
    return answer


def _entries() -> QuerySet[AuditEntry]:
    return AuditEntry.objects.exclude(action__in=FOR_STAFF_ALONE).select_related("actor", "person")


def _older(found: QuerySet[AuditEntry], before: int) -> QuerySet[AuditEntry]:
    return found.filter(pk__lt=before).order_by("-pk")


def _before(request: MemberRequest) -> int:
    """Anything that is no number begins at the newest."""
    given = request.GET.get("before", "")
    return (
        min(int(given), _LARGEST_KEY)
        if given.isascii() and given.isdigit() and len(given) < 20
        else _LARGEST_KEY
    )


def _batches(found: QuerySet[AuditEntry]) -> Iterator[list[AuditEntry]]:
    """So that no cursor is held open while the browser is slow."""
    last = _LARGEST_KEY
    while batch := list(_older(found, last)[:_AT_A_TIME]):
        yield batch
        last = batch[-1].pk


def _rows_within(tenant: Tenant, batch: list[AuditEntry], brand: Brand) -> list[Row]:
    """The answer is streamed after the request's scope was closed."""
    with within(tenant):
        return list(rows(batch, brand))
