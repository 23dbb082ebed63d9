"""The way in and out for staff who look at the site as a customer."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from portal.access import by_token, public
from portal.request import MemberRequest
from portal.viewing import wall
from portal.viewing.passes import DoesNotOpen, use

_GONE = 404


@by_token
@never_cache
@require_GET
def enter(request: MemberRequest, secret: str) -> HttpResponse:
    """Every pass that does not open is answered alike, whatever the reason."""
    try:
        viewing = use(secret, request.brand)
    except DoesNotOpen:
        return render(request, "viewing/refused.html", status=_GONE)
    wall.stop(request)
    wall.begin(request, viewing.pk)
    return redirect("domains")


@public
@never_cache
@require_POST
def leave(request: MemberRequest) -> HttpResponse:
    """Back where they came from; whoever looks at nothing goes to the beginning."""
    if request.viewing is None:
        return redirect("/")
    path = reverse(
        "admin:tenants_tenant_change", args=[request.viewing.tenant_id], urlconf=settings.CONSOLE_URLCONF
    )
    wall.stop(request)
    console = settings.BRAND_URL.format(host=settings.CONSOLE_HOSTS[0])
    return render(request, "viewing/stopped.html", {"console": console + path})
