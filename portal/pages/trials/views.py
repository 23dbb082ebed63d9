"""Send a test message from a domain or to it, and follow it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cloudmailin.models import Domain, TrialMessage
from cloudmailin.trials.ask import can_try
from portal.access import member
from portal.pages.trials.forms import TrialForm
from portal.pages.trials.presenting import look_again, standing
from portal.request import MemberRequest
from tenants import names
from tenants.audit import AuditAction, record
from tenants.roles import Action

Way = TrialMessage.Way


@member(Action.SEND_TEST)
@never_cache
def send(request: MemberRequest, domain: UUID, way: str) -> HttpResponse:
    found = get_object_or_404(
        Domain.objects.select_related("account", "receiving", "sending", "tenant__brand"),
        public_id=domain,
        removed_at=None,
    )
    if way not in Way.values or not can_try(found, Way(way)):
        raise Http404
    form = TrialForm(request.POST if request.method == "POST" else None, domain=found, way=Way(way))
    if form.is_valid() and (trial := form.send(request.user)):
        record(AuditAction.TEST_SENT, actor=request.user, target=found, after={"from": trial.sender})
        return redirect("trial", trial.public_id)
    context = {"form": form, "domain": found, "name": names.unicode(found.name), "way": way}
    return render(request, "trials/send.html", context)


@member(Action.VIEW_ACTIVITY)
@never_cache
@require_GET
def show(request: MemberRequest, trial: UUID) -> HttpResponse:
    found = _trial(trial)
    context = {"trial": found, "standing": standing(found), "name": names.unicode(found.domain.name)}
    return render(request, "trials/show.html", context)


@member(Action.VIEW_ACTIVITY)
@never_cache
@require_GET
def live(request: MemberRequest, trial: UUID) -> HttpResponse:
    """The part of the page that moves, while something does."""
    found = _trial(trial)
    look_again(found)
    return render(request, "trials/_standing.html", {"trial": found, "standing": standing(found)})


def _trial(public_id: UUID) -> TrialMessage:
    return get_object_or_404(TrialMessage.objects.select_related("domain", "asked_by"), public_id=public_id)
