"""Each request has an id, the same in the answer, the audit and the logs; each task too."""

from __future__ import annotations

import re
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from structlog.contextvars import clear_contextvars

from portal.client_address import client_address
from portal.middleware import Answer
from portal.request import Request
from tenants import origin
from tenants.origin import Origin

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_origin(answer: Answer) -> Answer:
    """The first middleware: forget the last request's, open the origin for all that this one does, answer with its id."""

    def middleware(request: Request) -> HttpResponse:
        clear_contextvars()
        id_ = _id_of(request)
        with origin.opened(Origin(request_id=id_, address=client_address(request))):
            response = answer(request)
        response[HEADER] = id_
        return response

    return middleware


def _id_of(request: HttpRequest) -> str:
    """A proxy of ours may have given one; anybody else's is not believed."""
    given = request.headers.get(HEADER, "") if settings.PROXY_HOPS else ""
    return given if _WELL_FORMED.fullmatch(given) else uuid4().hex
