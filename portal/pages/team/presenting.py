"""A tenant's people and open invitations as the team page shows them to one member."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.role_words import ROLE_NAMES
from portal.words import Text
from tenants.access import allows
from tenants.invitations import MOST_SENDINGS, works
from tenants.models import Invitation, Membership
from tenants.roles import Action, Role, may_give

_RANK = {role: place for place, role in enumerate(Role)}


@dataclass(frozen=True, slots=True)
class Row:
    member: Membership
    role: Text
    is_me: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """`problem` is empty while the link works."""

    invitation: Invitation
    role: Text
    problem: Text
    may_change: bool
    may_resend: bool


def people(mine: Membership) -> list[Row]:
    """The highest roles first."""
    everybody = Membership.objects.filter(tenant=mine.tenant).select_related("user", "tenant")
    manages = allows(mine, Action.MANAGE_TEAM)
    rows = [
        Row(
            member=one,
            role=ROLE_NAMES[one.role],
            is_me=one.pk == mine.pk,
            may_change=manages and one.pk != mine.pk and may_give(mine.role, one.role),
        )
        for one in everybody
    ]
    return sorted(
        rows, key=lambda row: (_RANK[Role(row.member.role)], row.member.user.name or row.member.user.email)
    )


def waiting(mine: Membership) -> list[Waiting]:
    """For those who manage the team; empty for the others."""
    if not allows(mine, Action.MANAGE_TEAM):
        return []
    invitations = Invitation.objects.filter(accepted_at=None, revoked_at=None)
    return [_waiting(one, mine) for one in invitations.select_related("tenant", "invited_by", "known_as")]


def _waiting(invitation: Invitation, mine: Membership) -> Waiting:
    may_change = may_give(mine.role, invitation.role)
    return Waiting(
        invitation=invitation,
        role=ROLE_NAMES[invitation.role],
        problem=_problem(invitation),
        may_change=may_change,
        may_resend=may_change and invitation.sendings < MOST_SENDINGS,
    )


def _problem(invitation: Invitation) -> Text:
    if not invitation.is_open(timezone.now()):
        return _("It has expired.")
    if not works(invitation):
        return _("Its link no longer works, since whoever sent it may not invite any more.")
    if invitation.sent_at is None:
        return _("The mail could not be sent.")
    return ""
