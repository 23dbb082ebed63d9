"""The way into the API: who is calling, may they call now, and a line in the journal for every arrival.

Choices, as CloudMailin documents neither: an unknown key or account is 401, a key of another account 403; a
call that is refused for its key does not count against the account's limit, so that nobody can use up the
calls of an account without its key; every other call counts, whatever becomes of it; a call past the limit is
429 with `Retry-After`. How the limit counts and what a 429 carries are knobs of the account. A fault that a
test has ordered strikes after the key and the limit, so its call counts as any other.
"""

from __future__ import annotations

import base64
import hmac
import math
import random
import time
from collections.abc import Iterator

from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from .errors import ApiError, Forbidden, Unauthorized, error_response
from .faults import Arrival, Fault, strike
from .knobs import RETRY_NONE, RETRY_SECONDS
from .limiter import arrive
from .misbehaving import misbehave
from .objects import Account
from .world import World, account_id, note_arrival


class Gate(BaseHTTPMiddleware):
    def __init__(self, app: ASGIApp, world: World) -> None:
        super().__init__(app)
        self._world = world

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        at, monotonic = self._world.now(), time.monotonic()
        refusal = self._refusal(request, at)
        fault = None if refusal else self._fault(request)
        response = refusal or await (misbehave(fault, request, call_next) if fault else call_next(request))
        note_arrival(
            request,
            at,
            monotonic,
            response.status_code,
            counted=refusal is None,
            fault=fault.what if fault else "",
        )
        return response

    def _refusal(self, request: Request, now: float) -> Response | None:
        try:
            account = self._caller(request)
        except ApiError as error:
            return error_response(error.status, error.error)
        verdict = arrive(
            account.calls,
            now,
            limit=account.limit,
            period=account.period,
            window=account.knobs.window,
            refused_count=account.knobs.refused_count,
        )
        if verdict.log != account.calls:
            self._world.state.note_calls(account, verdict.log)
        if verdict.retry_after is None:
            return None
        return error_response(429, "Too Many Requests", _advice(account, verdict.retry_after))

    def _fault(self, request: Request) -> Fault | None:
        """The fault that strikes this call; it is used up even if the call's client is gone by then."""
        state, path = self._world.state, request.scope["path"].removeprefix(request.scope["root_path"])
        arrival = Arrival(account_id(request), request.method, path)
        fault, state.faults = strike(state.faults, arrival, random.random)
        if fault and fault.times is not None:
            state.save()
        return fault

    def _caller(self, request: Request) -> Account:
        accounts = self._world.state.accounts
        offered = list(_keys(request.headers.get("authorization", "")))
        account = accounts.get(account_id(request))
        if account and _opens(account, offered):
            return account
        if account and any(_opens(other, offered) for other in accounts.values()):
            raise Forbidden
        raise Unauthorized


def _keys(header: str) -> Iterator[str]:
    """The keys a header offers: a bearer token, or with HTTP Basic (RFC 7617) user name or password.

    A choice: Basic "with the key" does not say which of the two, so either will do.
    """
    scheme, _, credentials = header.partition(" ")
    if scheme.lower() == "bearer":
        yield credentials.strip()
    if scheme.lower() == "basic":
        try:
            yield from base64.b64decode(credentials, validate=True).decode().split(":", 1)
        except ValueError:
            return


def _advice(account: Account, seconds: float) -> dict[str, str]:
    """The `Retry-After` of a refused call: whole seconds (RFC 9110 section 10.2.3), or what the knob says."""
    wish = account.knobs.retry_after
    if wish == RETRY_NONE:
        return {}
    return {"Retry-After": str(max(1, math.ceil(seconds))) if wish == RETRY_SECONDS else wish}


def _opens(account: Account, offered: list[str]) -> bool:
    """Whether one of the keys is the account's, and not revoked."""
    matches = any(hmac.compare_digest(account.key.encode(), key.encode()) for key in offered)
    return matches and not account.knobs.revoked
