"""Where a customer's inbound mail goes: a page of its own where the account leaves that to the customer."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from cloudmailin.lifecycle.addresses import address_of
from cloudmailin.models import Account, Address
from cloudmailin.models.account import AddressPolicy
from portal.access import member
from portal.pages.delivery.forms import DeliveryForm
from portal.pages.delivery.standing import standing
from portal.request import MemberRequest
from tenants.roles import Action


@member(Action.SET_DELIVERY)
@never_cache
@sensitive_post_parameters("auth_header")
def edit(request: MemberRequest) -> HttpResponse:
    address = _address(request)
    form = DeliveryForm(request.POST if request.method == "POST" else None, address=address)
    if request.method == "POST" and form.is_valid():
        if form.save(request.user):
            messages.success(request, _("Saved."))
        return redirect("delivery")
    return render(request, "delivery/edit.html", {"form": form, "standing": standing(address)})


@member(Action.SET_DELIVERY)
@never_cache
@require_GET
def live(request: MemberRequest) -> HttpResponse:
    """The part of the page that moves, while something does."""
    return render(request, "delivery/_standing.html", {"standing": standing(_address(request))})


def _address(request: MemberRequest) -> Address:
    account = Account.objects.filter(brand=request.brand, address_policy=AddressPolicy.CUSTOMER).first()
    if account is None:
        raise Http404
    return address_of(request.membership.tenant, account)
