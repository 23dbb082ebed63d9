"""Remember how the person wants the pages to look."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from portal.access import public
from portal.appearance import COOKIE, SCHEMES
from portal.links import back
from portal.request import Request

_YEAR = 365 * 24 * 3600
"""Seconds."""


@public
@require_POST
def choose(request: Request) -> HttpResponse:
    """For this browser, signed in or not, and back to where the person was. Anything else changes nothing."""
    answer = HttpResponseRedirect(back(request))
    scheme = request.POST.get("scheme")
    if scheme in SCHEMES:
        answer.set_cookie(COOKIE, scheme, _YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    return answer
