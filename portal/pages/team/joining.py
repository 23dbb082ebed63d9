"""Accepting an invitation: whoever holds its link, and has or makes the account that it is for."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.access import by_token
from portal.accounts.entering import enter
from portal.choosing import choose
from portal.pages.team.forms import NewPersonForm
from portal.request import MemberRequest
from portal.role_words import ROLE_NAMES, ROLE_PURPOSES
from tenants import invitations
from tenants.invitations import DoesNotWork
from tenants.models import Invitation, Membership, User

_GONE = 404


@by_token
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def join(request: MemberRequest, secret: str) -> HttpResponse:
    """Every link that can't be used is answered alike, whatever the reason."""
    try:
        invitation = invitations.find(secret, request.brand)
        if request.user.is_authenticated:
            return _join_as_oneself(request, invitation)
        if User.objects.filter(email=invitation.email).exists():
            return _page(request, "team/join_by_signing_in.html", invitation)
        return _join_as_somebody_new(request, invitation)
    except DoesNotWork:
        return render(request, "team/join_refused.html", status=_GONE)


def _join_as_oneself(request: MemberRequest, invitation: Invitation) -> HttpResponse:
    if request.user.email != invitation.email:
        raise DoesNotWork
    if request.method == "GET":
        return _page(request, "team/join.html", invitation)
    return _welcome(request, invitations.accept(invitation, request.user))


def _join_as_somebody_new(request: MemberRequest, invitation: Invitation) -> HttpResponse:
    """The account is made and let in at once, or neither."""
    form = NewPersonForm(request.POST or None, email=invitation.email)
    if request.method == "GET" or not form.is_valid():
        return _page(request, "team/join_as_new.html", invitation, form)
    try:
        with transaction.atomic():
            person = User.objects.create_user(invitation.email, **form.cleaned_data)
            joined = invitations.accept(invitation, person)
    except IntegrityError:
        return redirect(request.path)
    return _enter(request, person, joined)


def _enter(request: MemberRequest, person: User, joined: Membership) -> HttpResponse:
    _welcome(request, joined)
    return enter(request, person)


def _welcome(request: MemberRequest, joined: Membership) -> HttpResponse:
    choose(joined, request.session)
    messages.success(request, _("Welcome to {name}.").format(name=joined.tenant.name))
    return redirect("domains")


def _page(
    request: MemberRequest, template: str, invitation: Invitation, form: NewPersonForm | None = None
) -> HttpResponse:
    context = {
        "invitation": invitation,
        "role": ROLE_NAMES[invitation.role],
        "purpose": ROLE_PURPOSES[invitation.role],
        "form": form,
    }
    answer = render(request, template, context)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
