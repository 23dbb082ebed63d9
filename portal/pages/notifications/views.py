"""What somebody was told, what they wish to be told, and the way out of mails in one click."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from cloudmailin.queue import clock
from portal.access import by_token, member
from portal.models import Notice
from portal.notices import said
from portal.notifications import ALWAYS
from portal.pages.notifications.forms import PreferencesForm
from portal.preferences import read_token, switch_off
from portal.request import MemberRequest, Request
from portal.topic_words import TOPICS
from portal.words import Words
from tenants import names
from tenants.audit import AuditAction, record
from tenants.roles import Action

_PER_PAGE = 25
_MOST_PAGES = 40


@dataclass(frozen=True, slots=True)
class Row:
    pk: int
    at: datetime
    is_new: bool
    words: Words


@member(Action.VIEW_DOMAINS)
@never_cache
@require_GET
def notifications(request: MemberRequest) -> HttpResponse:
    found = _mine(request).select_related("event__domain").order_by("-pk")[: _PER_PAGE * _MOST_PAGES]
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    rows = list(_rows(page))
    has_new = any(row.is_new for row in rows) or _mine(request).filter(read_at=None).exists()
    context = {"page": page, "rows": rows, "has_new": has_new}
    return render(request, "notifications/list.html", context)


@member(Action.VIEW_DOMAINS)
@require_POST
def read_all(request: MemberRequest) -> HttpResponse:
    _mine(request).filter(read_at=None).update(read_at=clock.now())
    return redirect("notifications")


@member(Action.VIEW_DOMAINS)
@require_POST
def follow(request: MemberRequest, notice: int) -> HttpResponse:
    """It is read, and leads to its domain while that is there."""
    found = get_object_or_404(_mine(request).select_related("event__domain"), pk=notice)
    _mine(request).filter(pk=found.pk, read_at=None).update(read_at=clock.now())
    domain = found.event.domain
    return redirect("domain", domain.public_id) if domain.removed_at is None else redirect("notifications")


@member(Action.VIEW_DOMAINS)
@never_cache
def preferences(request: MemberRequest) -> HttpResponse:
    form = PreferencesForm(
        request.POST if request.method == "POST" else None, member=request.membership, brand=request.brand
    )
    if form.is_valid():
        form.save()
        record(
            AuditAction.NOTIFICATIONS_CHANGED, actor=request.user, target=request.user, brand=request.brand
        )
        messages.success(request, _("Saved."))
        return redirect("preferences")
    return render(request, "notifications/preferences.html", {"form": form})


@by_token
@csrf_exempt
@never_cache
def unsubscribe(request: Request, token: str) -> HttpResponse:
    """GET asks, POST does: from the page, or by the mail program itself (RFC 8058), which has no cookies of ours."""
    known = read_token(token, request.brand) if request.brand else None
    if known is None or known[1] in ALWAYS:
        raise Http404
    user, topic = known
    is_done = request.method == "POST"
    if is_done and request.brand and switch_off(user, request.brand, topic):
        record(AuditAction.NOTIFICATIONS_CHANGED, actor=user, target=user, brand=request.brand)
    context = {"topic": TOPICS[topic], "is_done": is_done}
    return render(request, "notifications/unsubscribe.html", context)


def _mine(request: MemberRequest) -> QuerySet[Notice]:
    """Of the tenant in scope, to this person, in the portal."""
    return Notice.objects.filter(user=request.user, channel=Notice.Channel.IN_APP)


def _rows(notices: Iterable[Notice]) -> Iterator[Row]:
    for notice in notices:
        words = said(notice.event, names.unicode(notice.event.domain.name))
        yield Row(notice.pk, notice.created_at, notice.read_at is None, words)
