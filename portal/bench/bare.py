"""A view that does nothing: what pages are measured against."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from portal.access import public

BARE = "/bench/bare/"


@public
def bare(request: HttpRequest) -> HttpResponse:
    """Through the same middleware, for the same person, and nothing more."""
    return HttpResponse("bare\n", content_type="text/plain")
