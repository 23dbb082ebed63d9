"""Which mail a domain takes: open until the domain is made, afterwards shown, and to be tried all the same."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cloudmailin.lifecycle.reception import TooLate, is_open
from cloudmailin.models import Domain
from cloudmailin.states import LEAVING
from portal.access import member
from portal.pages.domains.reception_form import ReceptionForm
from portal.request import MemberRequest
from tenants import names
from tenants.roles import Action


@member(Action.SET_DELIVERY)
@never_cache
@require_http_methods(["GET", "POST"])
def reception(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The button that was pressed decides: `try` shows what the pattern lets in, any other saves."""
    receiving = Domain.objects.filter(receiving__isnull=False, removed_at=None).exclude(
        receiving__state__in=LEAVING
    )
    domain = get_object_or_404(receiving.select_related("account", "receiving"), public_id=public_id)
    form = ReceptionForm(request.POST if request.method == "POST" else None, domain=domain)
    is_valid, tries = form.is_valid(), "try" in request.POST
    if is_valid and not tries:
        return _saved(request, form, public_id)
    context = {
        "form": form,
        "name": names.unicode(domain.name),
        "domain": domain,
        "is_open": is_open(domain.receiving),
        "tried": form.tried() if is_valid else None,
    }
    return render(request, "domains/reception.html", context)


def _saved(request: MemberRequest, form: ReceptionForm, public_id: UUID) -> HttpResponse:
    try:
        if form.save(request.user):
            messages.success(request, _("Saved."))
    except TooLate:
        messages.error(request, _("This can't be changed any more: the domain is being switched on, or is."))
        return redirect("domain_reception", public_id)
    return redirect("domain", public_id)
