"""Sign in, sign out, switch tenant."""

from __future__ import annotations

from django.contrib import auth
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from portal.access import member, public
from portal.choosing import choose
from portal.pages.account.forms import SignInForm
from portal.request import MemberRequest
from tenants.roles import Action


@public
@never_cache
@sensitive_post_parameters("password")
def login(request: MemberRequest) -> HttpResponse:
    if request.membership is not None:
        return redirect("domains")
    form = SignInForm(request, request.POST or None, brand=request.brand)
    if request.method == "POST" and form.is_valid():
        auth.login(request, form.get_user())
        return HttpResponseRedirect(_next(request))
    return render(request, "account/login.html", {"form": form, "next": request.GET.get("next", "")})


@public
@require_POST
def logout(request: MemberRequest) -> HttpResponse:
    auth.logout(request)
    return redirect("login")


@member(Action.VIEW_DOMAINS)
@require_POST
def switch(request: MemberRequest) -> HttpResponse:
    """Choose among the tenants that the person belongs to; any other id changes nothing."""
    asked = request.POST.get("tenant", "")
    for one in request.memberships:
        if str(one.tenant.public_id) == asked:
            choose(one, request.session)
    return redirect("domains")


def _next(request: MemberRequest) -> str:
    """Where the person wanted to go, if it is on this very host."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if safe and wanted else "/"
