"""Delete a customer, and undo it within the grace."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cloudmailin.models import Domain
from portal.access import member
from portal.farewell import tell_owners
from portal.pages.closing.forms import CloseForm
from portal.request import MemberRequest
from tenants import deletion
from tenants.roles import Action


@member(Action.MANAGE_TENANT)
@never_cache
@require_http_methods(["GET", "POST"])
def close(request: MemberRequest) -> HttpResponse:
    tenant = request.membership.tenant
    form = CloseForm(request.POST if request.method == "POST" else None, tenant=tenant)
    if request.method == "POST" and form.is_valid():
        if deletion.ask(tenant, actor=request.user):
            tell_owners(tenant, "closing")
        return redirect("closing")
    context = {
        "form": form,
        "tenant": tenant,
        "due": tenant.deletes_at or timezone.now() + settings.TENANT_GRACE,
        "days": settings.TENANT_GRACE.days,
        "domains": Domain.objects.filter(removed_at=None).count(),
    }
    return render(request, "closing/close.html", context)


@member(Action.MANAGE_TENANT)
@require_POST
def undo(request: MemberRequest) -> HttpResponse:
    tenant = request.membership.tenant
    if deletion.undo(tenant, actor=request.user):
        tell_owners(tenant, "closing_undone")
        messages.success(request, _("Nothing is deleted. Everything stays as it is."))
    return redirect("domains")
