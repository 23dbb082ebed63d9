"""What became of the mail that a tenant's domains received. Looking at it is what lets it be read anew."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cloudmailin.delivery_log import refresh
from cloudmailin.models import Address
from portal.access import member
from portal.pages.activity.forms import FilterForm
from portal.pages.activity.presenting import freshness, shown
from portal.request import MemberRequest
from tenants.roles import Action


@member(Action.VIEW_ACTIVITY)
@never_cache
@require_GET
def log(request: MemberRequest) -> HttpResponse:
    address = _address(request)
    if address:
        refresh.ask(address)
    return render(request, "activity/log.html", _context(request, address))


@member(Action.VIEW_ACTIVITY)
@never_cache
@require_GET
def live(request: MemberRequest) -> HttpResponse:
    """The part that moves, until it is fresh."""
    return render(request, "activity/_log.html", _context(request, _address(request)))


def _address(request: MemberRequest) -> Address | None:
    address = Address.objects.select_related("account").first()
    if address:
        request.membership.tenant.brand.account = address.account  # the menu asks it too
    return address


def _context(request: MemberRequest, address: Address | None) -> dict[str, Any]:
    form = FilterForm(request.GET)
    return {
        "form": form,
        "is_narrow": form.is_narrow,
        "freshness": freshness(address),
        **shown(form, request.GET.get("page")),
    }
