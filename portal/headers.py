"""What browsers and caches may do with an answer: nothing, unless a public view says more."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers

from portal.access import public, rule_of
from portal.request import Request

Answer = Callable[[Request], HttpResponse]


def kept_private(answer: Answer) -> Answer:
    """No cache keeps a page: not a shared one, where brands would meet, nor a browser's after the sign-out.

    Only a public view may say otherwise, for files that mails and other sites show as well (a brand's logo).
    """

    def middleware(request: Request) -> HttpResponse:
        response = answer(request)
        said = response.get("Cache-Control", "")
        if not said or "private" in said or not _is_public(request):
            del response["Cache-Control"]
            add_never_cache_headers(response)
            response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return middleware


def _is_public(request: Request) -> bool:
    return request.resolver_match is not None and rule_of(request.resolver_match.func) is public
