"""Who one is, how one signs in, and where one is signed in."""

from __future__ import annotations

from contextlib import nullcontext

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.access import own_account
from portal.accounts import second_factor
from portal.accounts.devices import device
from portal.accounts.sessions import sessions_here
from portal.locality import at_home
from portal.pages.account.forms import ProfileForm
from portal.request import PersonRequest
from tenants.audit import AuditAction, record


@own_account
def profile(request: PersonRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user, speaks_english=request.brand is None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            user = request.user
            record(
                AuditAction.PROFILE_CHANGED,
                actor=user,
                target=user,
                brand=request.brand,
                after=form.cleaned_data,
            )
        with at_home(request.brand, user.language) if request.brand else nullcontext():
            messages.success(request, _("Your profile was saved."))
        return redirect("profile")
    return render(request, "account/profile.html", {"form": form})


@own_account
def second_step(request: PersonRequest) -> HttpResponse:
    kinds = Authenticator.Type
    mine = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    codes = next((each for each in mine if each.type == kinds.RECOVERY_CODES), None)
    context = {
        "app": next((each for each in mine if each.type == kinds.TOTP), None),
        "passkeys": [each for each in mine if each.type == kinds.WEBAUTHN],
        "codes": codes,
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "is_due": second_factor.is_due(request),
    }
    return render(request, "account/second_step.html", context)


@own_account
def sessions(request: PersonRequest) -> HttpResponse:
    rows = [(session, device(session.user_agent)) for session in sessions_here(request)]
    return render(request, "account/sessions.html", {"rows": rows})


@own_account
@require_POST
def end_session(request: PersonRequest, pk: int) -> HttpResponse:
    found = [each for each in sessions_here(request) if each.pk == pk]
    if not found:
        raise Http404
    _end(request, found)
    return redirect("usersessions_list")


@own_account
@require_POST
def end_others(request: PersonRequest) -> HttpResponse:
    _end(request, [each for each in sessions_here(request) if not each.is_current()])
    return redirect("usersessions_list")


def _end(request: PersonRequest, ended: list[UserSession]) -> None:
    """The present session is ended by signing out."""
    for session in ended:
        if not session.is_current():
            session.end()
            record(AuditAction.SESSION_ENDED, actor=request.user, target=request.user, brand=request.brand)
    messages.success(request, _("Signed out there."))
