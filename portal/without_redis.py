"""How often somebody tried, and which codes were used, is known to Redis: without it nobody signs in, or tries anew.

The limits must not vanish with it. Whoever is signed in needs none of it, and goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpResponse
from redis.exceptions import RedisError

from portal import errors
from portal.request import Request

log = logging.getLogger(__name__)

Answer = Callable[[Request], HttpResponse]


def refused_for_a_while(answer: Answer) -> Answer:
    """A middleware: a view that could not ask Redis has decided nothing, and is answered 503."""

    def middleware(request: Request) -> HttpResponse:
        return answer(request)

    middleware.process_exception = _said  # type: ignore[attr-defined]
    return middleware


def _said(request: Request, error: Exception) -> HttpResponse | None:
    if not isinstance(error, RedisError):
        return None
    log.error("Redis does not answer, so nobody signs in: %s", error)
    return errors.unavailable(request)
