"""Sending one message: POST /messages.

Documented: the path's account id is the SMTP user name and the bearer the SMTP token; 202 with the message's
common fields; at most 10 MB. Choices: the management API's limit of calls does not count these, and no other
limit stands in the way; the 10 MB are 10,000,000 bytes of the message as it goes over the wire; `from` must
be of a sending domain whose records are verified, exactly, unless the outbound account says otherwise
(CloudMailin's own pages say that an unverified domain can't send, not where it is refused).
"""

from __future__ import annotations

import asyncio
import hmac
import time
import uuid

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from . import draft, happenings
from .composing import compose
from .errors import ApiError, Invalid, Unauthorized, error_response, json_object
from .outbound_account import OutboundAccount
from .reading import read_mail
from .sent import Sent
from .world import JsonObject, World, account_id, note_arrival, world

MOST_BYTES = 10_000_000
# JSON may spell a character with six.
_MOST_RECEIVED = 6 * MOST_BYTES
_TOO_LARGE = "The message is larger than 10 MB"


async def send(request: Request) -> Response:
    """Its line in the journal has the SMTP user name for an account, and never counts."""
    here, monotonic = world(request), time.monotonic()
    at = here.now()
    try:
        response = await _send(request, here, at)
    except ApiError as error:
        response = error_response(error.status, error.error)
    note_arrival(request, at, monotonic, response.status_code, counted=False)
    return response


async def _send(request: Request, here: World, at: float) -> Response:
    server = _server(request, here)
    received = await _received(request)
    sent, content = await asyncio.to_thread(_composed, server, received, at)
    if server.verified_senders_only and not _may_send(here, server, sent.domain):
        raise Invalid([f"From domain {sent.domain} is not a verified sending domain of this account"])
    happenings.begin(here, sent, content)
    return JSONResponse(_answer(sent), 202)


def _server(request: Request, here: World) -> OutboundAccount:
    """Raises Unauthorized, which does not tell whether the user name or the token is wrong."""
    server = here.state.outbound_accounts.get(account_id(request))
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if server is None or scheme.lower() != "bearer":
        raise Unauthorized
    if not hmac.compare_digest(server.token.encode(), token.strip().encode()):
        raise Unauthorized
    return server


async def _received(request: Request) -> bytes:
    """All of the body is taken in, since a client that is still writing would not see the answer."""
    received, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= _MOST_RECEIVED:
            received += chunk
    if size > _MOST_RECEIVED:
        raise Invalid([_TOO_LARGE])
    return bytes(received)


def _composed(server: OutboundAccount, received: bytes, at: float) -> tuple[Sent, bytes]:
    wanted, id_ = draft.read(json_object(received)), str(uuid.uuid4())
    content = compose(wanted, id_, at)
    if len(content) > MOST_BYTES:
        raise Invalid([_TOO_LARGE])
    sent = Sent(
        id=id_,
        outbound_account=server.username,
        account=server.account,
        sender=str(wanted.sender),
        domain=wanted.sender.domain,
        to=tuple(map(str, wanted.to)),
        cc=tuple(map(str, wanted.cc)),
        recipients=wanted.recipients,
        subject=_subject(content),
        tags=wanted.tags,
        priority=wanted.priority,
        test_mode=wanted.test_mode or server.test_mode,
        at=at,
        size=len(content),
    )
    return sent, content


def _subject(content: bytes) -> str:
    """As it stands in the message, whichever of the three places it came from."""
    return read_mail(content).header("subject") or ""


def _may_send(here: World, server: OutboundAccount, domain: str) -> bool:
    return any(
        each.dkim_verified and each.return_path_verified and each.vanishes_at is None
        for each in here.state.sending_domains.values()
        if each.account == server.account and each.domain == domain
    )


def _answer(sent: Sent) -> JsonObject:
    """Lists are answered as lists, whichever way they were written (a choice)."""
    return {
        "id": sent.id,
        "from": sent.sender,
        "to": list(sent.to),
        "cc": list(sent.cc),
        "subject": sent.subject,
        "test_mode": sent.test_mode,
        "tags": list(sent.tags),
    }
