"""A brand's look: what customers see, changed beside a preview of it."""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from portal.access import staff
from portal.console.brand.contrast import figures
from portal.console.brand.desk import brand_of, context
from portal.console.brand.forms import LookForm
from portal.console.brand.preview import KINDS
from portal.console.site import ALPINE
from portal.theme import parsed
from tenants.audit import AuditAction, record
from tenants.models import User


@staff
@require_http_methods(["GET", "HEAD", "POST"])
@csp_update({**ALPINE, "frame-src": [SELF]})  # type: ignore[arg-type]
def look(request: HttpRequest, pk: int) -> HttpResponse:
    brand = brand_of(request, pk)
    form = LookForm(request.POST or None, request.FILES or None, instance=brand)
    if request.method == "POST" and form.is_valid():
        _save(request, form)
        messages.success(request, f"Saved. {brand} looks like this from now on.")
        return redirect("brand_look", pk)
    brand.refresh_from_db()
    given = context(request, brand, f"Look of {brand}", form=form, kinds=KINDS, figures=figures(brand.colour))
    return render(request, "console/brand/look.html", given)


@staff
@require_GET
def contrast(request: HttpRequest) -> HttpResponse:
    """A part of the page: the figures of a colour that is being chosen."""
    try:
        colour = parsed(request.GET.get("colour", ""))
    except ValueError:
        return HttpResponse("Write the colour as # and six hexadecimal digits.", status=422)
    return render(request, "console/brand/_contrast.html", {"figures": figures(colour)})


def _save(request: HttpRequest, form: LookForm) -> None:
    before, after = form.changes()
    with transaction.atomic():
        brand = form.save()
        if after and isinstance(request.user, User):
            record(AuditAction.BRAND_CHANGED, actor=request.user, target=brand, before=before, after=after)
