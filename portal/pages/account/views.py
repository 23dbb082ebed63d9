"""Which of one's tenants one looks at."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from portal.access import signed_in
from portal.choosing import choose
from portal.request import MemberRequest


@signed_in
@require_POST
def switch(request: MemberRequest) -> HttpResponse:
    """Choose among the tenants that the person belongs to; any other id changes nothing."""
    asked = request.POST.get("tenant", "")
    for one in request.memberships:
        if str(one.tenant.public_id) == asked:
            choose(one, request.session)
    return redirect("domains")
