"""The brand's colours as CSS: a stylesheet of its own, since the Content-Security-Policy allows no inline style."""

from __future__ import annotations

from django.http import HttpResponse

from portal import theme
from portal.access import public
from portal.request import MemberRequest


@public
def stylesheet(request: MemberRequest) -> HttpResponse:
    """Links carry the colour (`?v=1f5fbf`), so that a changed brand has a new address."""
    answer = HttpResponse(theme.stylesheet(request.brand.colour), content_type="text/css")
    answer["Cache-Control"] = "public, max-age=86400"
    answer["Vary"] = "Host"
    return answer
