"""An announcement is put away, on all of the person's devices."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from portal.access import member
from portal.links import back
from portal.request import MemberRequest
from tenants import announcements
from tenants.roles import Action


@member(Action.VIEW_DOMAINS)
@require_POST
def put_away(request: MemberRequest, announcement: int) -> HttpResponse:
    """Back to the page that it stood on."""
    if not announcements.put_away(request.user, announcement, request.brand):
        raise Http404
    return HttpResponseRedirect(back(request))
