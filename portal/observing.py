"""What is seen of a request from outside: one line in the log and one measurement, by route and never by path."""

from __future__ import annotations

import logging
import time

from django.http import HttpResponse

from portal.metrics import REQUEST_SECONDS
from portal.middleware import Answer
from portal.request import Request

log = logging.getLogger("portal.request")

_NO_ROUTE = "(none)"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def observe(answer: Answer) -> Answer:
    """Just inside the request's origin. A path may hold the secret of a shared link, so it is told to nobody."""

    def middleware(request: Request) -> HttpResponse:
        began = time.monotonic()
        response = answer(request)
        seconds, route = time.monotonic() - began, _route(request)
        method = request.method if request.method in _METHODS else "other"
        REQUEST_SECONDS.labels(method, route, response.status_code).observe(seconds)
        facts = {"method": method, "route": route, "status": response.status_code}
        log.info("answered", extra={**facts, "milliseconds": round(seconds * 1000)})
        return response

    return middleware


def _route(request: Request) -> str:
    return f"/{request.resolver_match.route}" if request.resolver_match else _NO_ROUTE
