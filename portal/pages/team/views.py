"""The team, and each change to it, confirmed on a page of its own where it takes something away."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import auth, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal import team_letters
from portal.access import member
from portal.pages.team import presenting
from portal.pages.team.forms import RoleForm
from portal.request import MemberRequest
from portal.role_words import ROLE_NAMES
from tenants import members
from tenants.access import allows
from tenants.members import LastOwner
from tenants.models import Membership
from tenants.roles import Action, may_give


@member(Action.VIEW_TEAM)
@never_cache
@require_GET
def team(request: MemberRequest) -> HttpResponse:
    mine = request.membership
    context = {
        "rows": presenting.people(mine),
        "waiting": presenting.waiting(mine),
        "may_manage": allows(mine, Action.MANAGE_TEAM),
    }
    return render(request, "team/team.html", context)


@member(Action.MANAGE_TEAM)
@never_cache
@require_http_methods(["GET", "POST"])
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """A member's role, and the ways to the harsher changes."""
    of = _changeable(request, pk)
    form = RoleForm(request.POST or None, mine=request.membership, initial={"role": of.role})
    if request.method == "POST" and form.is_valid():
        role = form.cleaned_data["role"]
        if members.change_role(of, role, by=request.user):
            team_letters.tell(of.user, team_letters.ROLE_CHANGED, of.tenant, by=request.user, role=role)
            messages.success(request, _("{who} has another role now.").format(who=_called(of)))
        return redirect("team")
    may_hand_over = allows(request.membership, Action.MANAGE_TENANT)
    return render(request, "team/member.html", {**_about(of), "form": form, "may_hand_over": may_hand_over})


@member(Action.MANAGE_TEAM)
@never_cache
@require_http_methods(["GET", "POST"])
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    of = _changeable(request, pk)
    if request.method == "GET":
        return render(request, "team/remove.html", _about(of))
    if members.remove(of, by=request.user):
        team_letters.tell(of.user, team_letters.REMOVED, of.tenant, by=request.user)
        messages.success(request, _("{who} is no longer in the team.").format(who=_called(of)))
    return redirect("team")


@member(Action.MANAGE_TENANT)
@never_cache
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def hand_over(request: MemberRequest, pk: int) -> HttpResponse:
    """To another owner, by somebody who has just shown who they are; they stay as an administrator."""
    of = _changeable(request, pk)
    if request.method == "GET":
        return render(request, "team/hand_over.html", _about(of))
    if members.hand_over(of, by=request.user):
        team_letters.tell(of.user, team_letters.HANDED_OVER, of.tenant, by=request.user)
        messages.success(request, _("{who} is the owner now.").format(who=_called(of)))
    return redirect("team")


@member(Action.LEAVE)
@never_cache
@require_http_methods(["GET", "POST"])
def leave(request: MemberRequest) -> HttpResponse:
    mine = request.membership
    if request.method == "POST":
        try:
            members.leave(mine)
        except LastOwner:
            return redirect("team_leave")
        if len(request.memberships) == 1:
            auth.logout(request)
        messages.success(request, _("You have left {name}.").format(name=mine.tenant.name))
        return redirect("domains")
    context = {"is_last_owner": members.is_last_owner(mine), "others": len(request.memberships) > 1}
    return render(request, "team/leave.html", context)


def _changeable(request: MemberRequest, pk: int) -> Membership:
    """Somebody else in this tenant, in a role that is the person's to give. Raises Http404 and PermissionDenied."""
    mine = request.membership
    everybody = Membership.objects.select_related("user", "tenant__brand")
    of = get_object_or_404(everybody, pk=pk, tenant=mine.tenant)
    if of.pk == mine.pk or not may_give(mine.role, of.role):
        raise PermissionDenied
    return of


def _called(member: Membership) -> str:
    return member.user.name or member.user.email


def _about(of: Membership) -> dict[str, Any]:
    return {"member": of, "who": _called(of), "role": ROLE_NAMES[of.role]}
