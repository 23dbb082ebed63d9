"""Invitations on the team's page: made, sent again and revoked by those who manage the team."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.access import member
from portal.pages.team.forms import InviteForm
from portal.request import MemberRequest
from portal.team_letters import invite_by_mail
from tenants import invitations
from tenants.invitations import DoesNotWork, TooMany
from tenants.models import Invitation
from tenants.roles import Action, Role


@member(Action.MANAGE_TEAM)
@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: MemberRequest) -> HttpResponse:
    form = InviteForm(request.POST or None, mine=request.membership, initial={"role": Role.MEMBER})
    if request.method == "POST" and form.is_valid() and (made := form.invite(request.user)):
        _send(request, *made)
        return redirect("team")
    return render(request, "team/invite.html", {"form": form})


@member(Action.MANAGE_TEAM)
@require_POST
def resend(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """With a new link; the one before works no more."""
    invitation = get_object_or_404(Invitation, public_id=public_id)
    try:
        secret = invitations.renew(invitation, by=request.user)
    except TooMany:
        messages.error(request, _("It was sent often enough. Revoke it, or ask the person."))
    except DoesNotWork:
        messages.info(request, _("It was accepted or revoked meanwhile."))
    else:
        invitation.refresh_from_db()
        _send(request, invitation, secret)
    return redirect("team")


@member(Action.MANAGE_TEAM)
@require_POST
def revoke(request: MemberRequest, public_id: UUID) -> HttpResponse:
    invitation = get_object_or_404(Invitation, public_id=public_id)
    if invitations.revoke(invitation, by=request.user):
        messages.success(request, _("That invitation no longer works."))
    else:
        messages.info(request, _("It was accepted or revoked meanwhile."))
    return redirect("team")


def _send(request: MemberRequest, invitation: Invitation, secret: str) -> None:
    if invite_by_mail(invitation, secret):
        messages.success(request, _("We have sent an invitation to {email}.").format(email=invitation.email))
    else:
        messages.error(
            request,
            _("We could not send the mail to {email}. Send it again in a few minutes.").format(
                email=invitation.email
            ),
        )
