"""Take one's data along; have one's account deleted, with some days to think it over.

Both ask again who it is, unless that was asked some minutes ago: a session left open is not enough.
"""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from portal.access import signed_in
from portal.pages.personal.forms import ConfirmForm
from portal.personal_data import everything_about
from portal.request import MemberRequest
from tenants import deletion
from tenants.access import allows
from tenants.audit import AuditAction, record
from tenants.members import LastOwner
from tenants.roles import Action


@signed_in
@never_cache
@require_GET
def show(request: MemberRequest) -> HttpResponse:
    return render(request, "personal/show.html", _context(request, ConfirmForm(None, user=request.user)))


@signed_in
@never_cache
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def export(request: MemberRequest) -> JsonResponse:
    """A file to keep: everything that is known of the person under this brand."""
    told = everything_about(request.user, request.brand)
    record(AuditAction.ACCOUNT_EXPORTED, actor=request.user, target=request.user, brand=request.brand)
    answer = JsonResponse(told, json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="my-data-{timezone.now():%Y-%m-%d}.json"'
    return answer


@signed_in
@never_cache
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def delete(request: MemberRequest) -> HttpResponse:
    form = ConfirmForm(request.POST, user=request.user)
    if not form.is_valid():
        return render(request, "personal/show.html", _context(request, form))
    try:
        deletion.ask_for_account(request.user, request.brand)
    except LastOwner:
        messages.error(request, _("Somebody else has to become an owner first."))
    return redirect("personal")


@signed_in
@require_POST
def keep(request: MemberRequest) -> HttpResponse:
    deletion.undo_for_account(request.user, request.brand)
    messages.success(request, _("Your account stays."))
    return redirect("personal")


def _context(request: MemberRequest, form: ConfirmForm) -> dict[str, Any]:
    return {
        "form": form,
        "ends_at": min(filter(None, (one.ends_at for one in request.memberships)), default=None),
        "due": timezone.now() + settings.ACCOUNT_GRACE,
        "days": settings.ACCOUNT_GRACE.days,
        "may_close": allows(request.membership, Action.MANAGE_TENANT),
        "owned": deletion.owned_alone(request.user, request.brand),
    }
