"""Sent messages and their delivery state: /outbound_messages.

Seen in a client, not documented: that these calls exist, take `outbound_account_id` and `query`, and want the
management key. Choices: the fields (see Sent.shown); the id of an outbound account is its SMTP user name, and
without one the messages of all the account's outbound accounts are listed; newest first, all on one page;
`query` is a part of the subject, an address or the status, in any case, and `*` is everything.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from .errors import NotFound
from .sent import Sent
from .world import account_id, world


async def index(request: Request) -> JSONResponse:
    here, server = world(request), request.query_params.get("outbound_account_id", "")
    known = here.state.outbound_accounts.get(server)
    if server and (known is None or known.account != account_id(request)):
        raise NotFound
    query = request.query_params.get("query", "").strip().lower()

    def wanted(sent: Sent) -> bool:
        mine = sent.account == account_id(request) and server in ("", sent.outbound_account)
        return mine and (query == "*" or _matches(sent, query))

    return JSONResponse([each.shown() for each in here.mailbox.newest_first(wanted)])


async def show(request: Request) -> JSONResponse:
    sent = world(request).mailbox.get(request.path_params["id"])
    if sent is None or sent.account != account_id(request):
        raise NotFound
    return JSONResponse(sent.shown())


def _matches(sent: Sent, query: str) -> bool:
    texts = (sent.subject, sent.sender, *sent.to, *sent.cc, sent.status)
    return any(query in text.lower() for text in texts)


routes = [
    Route("/outbound_messages", index, methods=["GET"]),
    Route("/outbound_messages/{id}", show, methods=["GET"]),
]
