"""Links for whoever runs the DNS: made and revoked by members, opened without a login."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cloudmailin.lifecycle import timeline
from cloudmailin.lifecycle.schedule import check_now, watch
from cloudmailin.models import Domain
from cloudmailin.queue import clock
from portal.access import by_token, member
from portal.models import ShareLink
from portal.pages.domains import presenting
from portal.pages.domains.files import FORMATS, file_of
from portal.request import MemberRequest, Request
from tenants import names
from tenants.audit import AuditAction, record
from tenants.roles import Action
from tenants.scoping import across_tenants, within
from tenants.tokens import hash_of

_NEW_LINK = "new_share_link"
_MOST = 10
_UNCHANGED = 204
_ENOUGH = 286


@member(Action.ADD_DOMAINS)
@never_cache
@require_http_methods(["GET", "POST"])
def links(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The links of a domain. A new one is shown once, after it was made."""
    domain = get_object_or_404(Domain, public_id=public_id, removed_at=None)
    now = clock.now()
    made = ShareLink.of_members().filter(domain=domain).select_related("created_by")
    working = [link for link in made if link.works(now)]
    if request.method == "POST":
        if len(working) < _MOST:
            with transaction.atomic():
                link, secret = ShareLink.make(domain, request.user, now)
                record(AuditAction.SHARE_LINK_MADE, actor=request.user, target=link)
            request.session[_NEW_LINK] = [str(public_id), secret]
        else:
            messages.error(request, _("There are enough links. Revoke one first."))
        return redirect("domain_links", public_id)
    of, secret = request.session.pop(_NEW_LINK, ("", ""))
    new = request.build_absolute_uri(reverse("shared", args=[secret])) if of == str(public_id) else ""
    context = {"domain": domain, "name": names.unicode(domain.name), "links": working, "new_link": new}
    return render(request, "domains/links.html", context)


@member(Action.ADD_DOMAINS)
@require_POST
def revoke(request: MemberRequest, public_id: UUID, link: int) -> HttpResponse:
    """It stops working at once."""
    found = get_object_or_404(ShareLink, pk=link, domain__public_id=public_id)
    with transaction.atomic():
        if ShareLink.objects.filter(pk=found.pk, revoked_at=None).update(revoked_at=clock.now()):
            record(AuditAction.SHARE_LINK_REVOKED, actor=request.user, target=found)
    messages.success(request, _("That link no longer works."))
    return redirect("domain_links", public_id)


@by_token
@never_cache
@require_GET
def shared(request: Request, secret: str) -> HttpResponse:
    """One domain's records and how they stand, for whoever has the link."""
    with _opened(request, secret) as domain:
        ShareLink.objects.filter(secret_hash=hash_of(secret)).update(
            openings=F("openings") + 1, opened_at=clock.now()
        )
        return _shown(request, "domains/shared.html", domain, secret)


@by_token
@never_cache
@require_GET
def shared_live(request: Request, secret: str) -> HttpResponse:
    """The part that moves; 204 when it is as the browser has it."""
    with _opened(request, secret) as domain:
        page = presenting.page(domain, clock.now(), request.GET.get("opened", ""))
        if not page.poll_seconds:
            return HttpResponse(status=_ENOUGH, headers={"HX-Reswap": "none"})
        if page.fingerprint == request.GET.get("seen"):
            return HttpResponse(status=_UNCHANGED)
        return _shown(request, "domains/_shared_live.html", domain, secret)


@by_token
@never_cache
@require_GET
def shared_file(request: Request, secret: str, format: str) -> HttpResponse:
    with _opened(request, secret) as domain:
        return file_of(domain, format) or redirect("shared", secret)


@by_token
@require_POST
def added(request: Request, secret: str) -> HttpResponse:
    """Whoever has the link says that the records are there: look at once, and let the customer see who said so."""
    with _opened(request, secret) as domain:
        check_now(domain)
        if not domain.events.filter(kind="helped", at__gt=clock.now() - presenting.LATELY).exists():
            timeline.note(domain, "helped")
    messages.success(request, _("Thank you. We are looking at the records now."))
    return redirect("shared", secret)


@contextmanager
def _opened(request: Request, secret: str) -> Iterator[Domain]:
    """The link's domain, inside its tenant's scope. Raises Http404 alike for every link that does not work here."""
    with across_tenants():
        links = ShareLink.of_members().filter(
            secret_hash=hash_of(secret), domain__removed_at=None, tenant__brand=request.brand
        )
        link = links.select_related("tenant").first()
        if link is None or not link.works(clock.now()):
            raise Http404
    with within(link.tenant):
        domains = Domain.objects.select_related("account", "tenant__brand", "receiving__address", "sending")
        yield domains.get(pk=link.domain_id)


def _shown(request: Request, template: str, domain: Domain, secret: str) -> HttpResponse:
    now = watch(domain)
    files: dict[str, Any] = {
        name: reverse("shared_file", args=[secret, each]) for name, each in FORMATS.items()
    }
    context = {
        "page": presenting.page(domain, now, request.GET.get("opened", "")),
        "secret": secret,
        "files": files,
    }
    answer = render(request, template, context)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
