"""Domain pages. Each finds its domain through the scoped manager: another tenant's is not there."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cloudmailin.lifecycle.detach import detach
from cloudmailin.lifecycle.retry import retry as try_again
from cloudmailin.lifecycle.schedule import check_now, watch
from cloudmailin.models import Domain, TrialMessage
from cloudmailin.queue import clock
from cloudmailin.queue.line import with_waiting
from cloudmailin.states import Use
from cloudmailin.trials.ask import can_try
from portal.access import member, public
from portal.look import SITE
from portal.pages.domains import presenting
from portal.pages.domains.files import FORMATS, file_of
from portal.pages.domains.forms import AddDomainForm
from portal.pages.domains.listing import USES, listing
from portal.pages.domains.onward import next_steps
from portal.request import MemberRequest
from tenants import names
from tenants.access import allows
from tenants.roles import Action

_UNCHANGED = 204
_ENOUGH = 286
"""Tells htmx to ask no more."""


@member(Action.VIEW_DOMAINS)
@never_cache
@require_GET
def overview(request: MemberRequest) -> HttpResponse:
    context = {
        "listing": listing(request.GET),
        "uses": USES,
        "add_url": reverse("domain_add"),
        "add_many_url": reverse("domains_add_many"),
        **_allowed(request),
    }
    return render(request, "domains/overview.html", context)


@public
@require_GET
def records_explained(request: MemberRequest) -> HttpResponse:
    """For people who have never heard of DNS; whoever has a share link reads it too."""
    return render(request, "domains/records_explained.html")


@member(Action.ADD_DOMAINS)
@never_cache
def add(request: MemberRequest) -> HttpResponse:
    me, tried = request.membership, None
    form = AddDomainForm(_typed(request), tenant=me.tenant, sets_delivery=allows(me, Action.SET_DELIVERY))
    if request.method == "POST" and form.is_valid():
        if "try" in request.POST and "pattern" in form.fields:
            tried = form.tried_for(form.cleaned_data["name"])
        elif form.has_to_decide():
            return render(request, "domains/disturbs.html", _decision(request, form))
        elif added := form.attach(request.user):
            for other in added[1:]:
                messages.success(request, _also_added(other))
            _say_what_was_understood(request, form.cleaned_data["name"])
            return redirect("domain", added[0].public_id)
    return render(request, "domains/add.html", {"form": form, "steps": _STEPS, "tried": tried})


@member(Action.VIEW_DOMAINS)
@never_cache
@require_GET
def show(request: MemberRequest, public_id: UUID) -> HttpResponse:
    domain = _find(request, public_id)
    return render(request, "domains/show.html", _context(request, domain, watch(domain, domain.read_at)))


@member(Action.VIEW_DOMAINS)
@never_cache
@require_GET
def live(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The part of the page that moves; 204 when it is as the browser has it (`?seen=` its fingerprint).

    `?heard=` is what a screen reader was told last; only other news is announced. `?opened=` is when the page was
    opened: it asks ever more slowly, and is told to stop in the end.
    """
    if Domain.objects.filter(public_id=public_id, removed_at__isnull=False).exists():
        return HttpResponse(headers={"HX-Redirect": reverse("domains")})
    domain = _find(request, public_id)
    context = _context(request, domain, watch(domain, domain.read_at))
    page = context["page"]
    if not page.poll_seconds:
        return HttpResponse(status=_ENOUGH, headers={"HX-Reswap": "none"})
    if page.fingerprint == request.GET.get("seen"):
        return HttpResponse(status=_UNCHANGED)
    return render(
        request, "domains/_live.html", {**context, "announce": page.news != request.GET.get("heard")}
    )


@member(Action.VIEW_DOMAINS)
@never_cache
@require_GET
def download(request: MemberRequest, public_id: UUID, format: str) -> HttpResponse:
    """The records as a file."""
    if answer := file_of(_find(request, public_id), format):
        return answer
    messages.error(request, _("These records belong to more than one zone. Copy them one by one."))
    return redirect("domain", public_id)


@member(Action.VIEW_DOMAINS)
@require_POST
def check(request: MemberRequest, public_id: UUID) -> HttpResponse:
    check_now(_find(request, public_id))
    messages.success(request, _("We are looking at your DNS records now."))
    return redirect("domain", public_id)


@member(Action.ADD_DOMAINS)
@require_POST
def retry(request: MemberRequest, public_id: UUID) -> HttpResponse:
    try_again(_find(request, public_id), actor=request.user)
    return redirect("domain", public_id)


@member(Action.REMOVE_DOMAINS)
@never_cache
def remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    domain = _find(request, public_id)
    page = presenting.page(domain, clock.now())
    if page.is_leaving:
        return redirect("domain", public_id)
    if request.method == "POST":
        detach(domain, actor=request.user, at_once=bool(page.left))
        messages.success(request, _("{name} is being removed.").format(name=names.unicode(domain.name)))
        return redirect("domains")
    return render(request, "domains/remove.html", {"domain": domain, "page": page})


def _find(request: MemberRequest, public_id: UUID) -> Any:
    """The domain with all that its page asks first, and the moment as `read_at`."""
    domains = with_waiting(Domain.objects.filter(removed_at=None)).annotate(read_at=clock.reading())
    domain = get_object_or_404(
        domains.select_related("account", "receiving__address", "sending"), public_id=public_id
    )
    domain.tenant = request.membership.tenant
    domain.tenant.brand.account = domain.account  # the menu asks it too
    return domain


def _typed(request: MemberRequest) -> Any:
    """What was posted; the button with a suggestion puts it into the field."""
    if request.method != "POST":
        return None
    posted = request.POST.copy()
    if suggestion := posted.get("suggestion"):
        posted["name"] = suggestion
    return posted


def _decision(request: MemberRequest, form: AddDomainForm) -> dict[str, Any]:
    """What to decide before mail that goes elsewhere today is led here."""
    return {
        "form": form,
        "before": form.before,
        "name": names.unicode(form.cleaned_data["name"]),
        "instead": names.unicode(form.before.receiving_name),
        "sends_too": Use.SENDING in form.uses_chosen,
        "unconfirmed": "anyway" in request.POST,
    }


_STEPS = ((gettext_lazy("Name"), "current"), (gettext_lazy("DNS records"), ""), (gettext_lazy("Ready"), ""))


def _say_what_was_understood(request: MemberRequest, name: str) -> None:
    typed, used = request.POST.get("name", "").strip(), names.unicode(name)
    if typed not in (used, name):
        messages.info(request, _("You typed {typed}, we use {name}.").format(typed=typed[:300], name=used))


def _also_added(domain: Domain) -> str:
    address, name = reverse("domain", args=[domain.public_id]), names.unicode(domain.name)
    said = _('{name} was added for sending. It has records of its own: <a href="{address}">open it</a>')
    return format_html(said, name=name, address=address)


def _allowed(request: MemberRequest) -> dict[str, bool]:
    member = request.membership
    return {
        "may_add": allows(member, Action.ADD_DOMAINS),
        "may_remove": allows(member, Action.REMOVE_DOMAINS),
        "may_set_delivery": allows(member, Action.SET_DELIVERY),
    }


def _context(request: MemberRequest, domain: Domain, now: datetime) -> dict[str, Any]:
    page = presenting.page(domain, now, request.GET.get("opened", ""))
    steps = list(next_steps(domain, request.membership)) if page.is_ready else []
    files = {name: url.replace(str(_ANY), str(domain.public_id)) for name, url in _files().items()}
    return {
        "domain": domain,
        "page": page,
        "files": files,
        "tests": _tests(request, domain),
        "next_steps": steps,
        **_allowed(request),
    }


_ANY = UUID(int=0)


@cache
def _files() -> dict[str, str]:
    """The addresses of the files of any domain."""
    return {
        name: reverse("domain_records", args=[_ANY, each], urlconf=SITE) for name, each in FORMATS.items()
    }


def _tests(request: MemberRequest, domain: Domain) -> list[str]:
    """The ways in which the person may try it out."""
    if not allows(request.membership, Action.SEND_TEST):
        return []
    return [way.value for way in TrialMessage.Way if can_try(domain, way)]
