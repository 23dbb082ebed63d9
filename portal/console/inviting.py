"""A tenant's owner invited from the console: on the tenant's own page, new tenants' too."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminEmailInputWidget

from portal.console.readonly import ReadOnly
from portal.console.site import TabularInline
from portal.team_letters import invite_by_mail
from tenants import invitations
from tenants.invitations import AlreadyIn, AlreadyInvited, TooMany
from tenants.models import Invitation, Tenant, User
from tenants.roles import Role


class InvitingForm(forms.ModelForm[Tenant]):
    email = forms.EmailField(
        label="Invite an owner",
        required=False,
        widget=UnfoldAdminEmailInputWidget,
        help_text="The address gets a mail with a link that works once, for seven days. Write it again to send a new link.",
    )

    class Meta:
        model = Tenant
        fields = "__all__"  # noqa: DJ007 - the admin class says which


class InvitationInline(ReadOnly, TabularInline[Invitation, Tenant]):
    model = Invitation
    extra = 0
    fields = ["email", "role", "invited_by", "sent_at", "expires_at", "accepted_at", "revoked_at"]
    readonly_fields = ["sent_at", "expires_at", "accepted_at", "revoked_at"]


def invite_owner(request: HttpRequest, tenant: Tenant, email: str) -> None:
    """The mail goes once the rest is saved; what stands in the way is said."""
    try:
        invitation, secret = _invited(tenant, email, cast(User, request.user))
    except AlreadyIn:
        messages.error(request, f"{email} is in the team already: change the role below.")
    except TooMany:
        messages.error(request, f"{email} was not invited: there were too many invitations.")
    else:
        transaction.on_commit(partial(_send, request, invitation, secret))


def _invited(tenant: Tenant, email: str, by: User) -> tuple[Invitation, str]:
    """Whoever waits for an answer gets a new link, in the role that they were invited for."""
    try:
        return invitations.invite(tenant, email, Role.OWNER, by=by)
    except AlreadyInvited:
        waiting = Invitation.objects.filter(tenant=tenant, accepted_at=None, revoked_at=None)
        invitation = waiting.select_related("tenant__brand").get(email=email.lower())
        secret = invitations.renew(invitation, by=by)
        invitation.refresh_from_db()
        return invitation, secret


def _send(request: Any, invitation: Invitation, secret: str) -> None:
    if invite_by_mail(invitation, secret):
        messages.success(request, f"An invitation was sent to {invitation.email}.")
    else:
        messages.error(request, f"The mail to {invitation.email} could not be sent. Try again later.")
