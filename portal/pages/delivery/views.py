"""Where a customer's inbound mail goes: a page of its own where the account leaves that to the customer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from cloudmailin.lifecycle.addresses import address_of
from cloudmailin.models import Account, Address, Domain, TrialMessage
from cloudmailin.models.account import AddressPolicy
from cloudmailin.trials.ask import can_try
from portal.access import member
from portal.pages.delivery.forms import DeliveryForm
from portal.pages.delivery.standing import standing
from portal.request import MemberRequest
from tenants import names
from tenants.roles import Action

_SHOWN = 10


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
    context = {"form": form, "standing": standing(address), "tried": _to_try(address)}
    return render(request, "delivery/edit.html", context)


def _to_try(address: Address) -> list[tuple[str, UUID]]:
    """Domains that a test message can be sent to, a few of them; their own pages offer it as well."""
    domains = Domain.objects.filter(receiving__address=address, removed_at=None, proven_at__isnull=False)
    found = domains.select_related("account", "receiving").order_by("name")[:_SHOWN]
    return [
        (names.unicode(each.name), each.public_id) for each in found if can_try(each, TrialMessage.Way.IN)
    ]


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
