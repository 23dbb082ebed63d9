"""The part of /_sim/ that is about sending: outbound accounts, the mailbox, the events."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from . import happenings
from .errors import ApiError, Invalid, NotFound, body
from .events import Kind
from .outbound_account import CHANGEABLE, OutboundAccount, problems
from .reading import Part, read_mail
from .sent import Sent, instant
from .world import JsonObject, World, world

_REQUIRED = ("username", "token", "account")


def add_given(here: World, given: Iterable[tuple[str, str, str]], *, verified_senders_only: bool) -> None:
    """Those of the command line, as user name, token and account. Raises ValueError with what is wrong."""
    accounts = here.state.accounts
    for username, token, named in given:
        account = named or next(iter(accounts), "")
        if account not in accounts:
            raise ValueError(f"--smtp {username}: there is no account {named!r}. Give it with --account.")
        server = OutboundAccount(username, token, account, verified_senders_only=verified_senders_only)
        if wrong := list(problems(asdict(server))):
            raise ValueError(f"--smtp {username}: {', '.join(wrong)}")
        here.state.outbound_accounts.setdefault(username, server)
    here.state.save()


async def outbound_accounts(request: Request) -> JSONResponse:
    """Without their tokens."""
    asked = request.query_params.get("account")
    found = world(request).state.outbound_accounts.values()
    return JSONResponse([each.shown() for each in found if asked in (None, each.account)])


async def add_outbound_account(request: Request) -> JSONResponse:
    state, fields = world(request).state, await body(request)
    _check({**dict.fromkeys(_REQUIRED), **fields})
    if fields["account"] not in state.accounts:
        raise Invalid(["There is no such account"])
    if fields["username"] in state.outbound_accounts:
        raise ApiError(409, "There is an outbound account with this username already")
    known = {name: fields[name] for name in (*_REQUIRED, *CHANGEABLE) if name in fields}
    return JSONResponse(_kept(request, OutboundAccount(**known)).shown(), 201)


async def change_outbound_account(request: Request) -> JSONResponse:
    server = world(request).state.outbound_accounts.get(request.path_params["username"])
    if server is None:
        raise NotFound
    fields = await body(request)
    _check(fields)
    known = {name: fields[name] for name in CHANGEABLE if name in fields}
    return JSONResponse(_kept(request, replace(server, **known)).shown())


async def mailbox(request: Request) -> JSONResponse:
    """What was delivered, newest first, read into its parts; `recipient` narrows it to one address."""
    here, recipient = world(request).mailbox, request.query_params.get("recipient")
    wanted = here.newest_first(lambda sent: _is_delivered(sent, recipient))
    read = [(each, here.content(each.id)) for each in wanted]
    return JSONResponse(await asyncio.to_thread(lambda: [_shown(*each) for each in read]))


async def clear_mailbox(request: Request) -> JSONResponse:
    """Also forgets the messages that were not delivered, and all events."""
    return JSONResponse({"deleted": world(request).mailbox.clear()})


async def events(request: Request) -> JSONResponse:
    """Oldest first, those of one message next to each other; `message_id` and `kind` narrow it."""
    id_, kind = (request.query_params.get(name) for name in ("message_id", "kind"))
    return JSONResponse(
        [
            {**event.shown(), "id": event.id, "at": instant(event.at), "posted": event.posted}
            for sent in reversed(world(request).mailbox.newest_first())
            for event in sent.events
            if id_ in (None, sent.id) and kind in (None, event.kind)
        ]
    )


async def add_event(request: Request) -> JSONResponse:
    """Let something happen to a message: `message_id`, `kind`, `recipient`."""
    fields = await body(request)
    sent = world(request).mailbox.get(str(fields.get("message_id")))
    if sent is None:
        raise NotFound
    if fields.get("kind") not in list(Kind) or fields.get("recipient") not in sent.recipients:
        raise Invalid(["kind or recipient is missing or invalid"])
    happenings.add(world(request), sent, Kind(fields["kind"]), fields["recipient"])
    return JSONResponse({"status": "ok"}, 201)


def _check(fields: JsonObject) -> None:
    if wrong := list(problems(fields)):
        raise Invalid(wrong)


def _kept(request: Request, server: OutboundAccount) -> OutboundAccount:
    state = world(request).state
    state.outbound_accounts[server.username] = server
    state.save()
    return server


def _is_delivered(sent: Sent, recipient: str | None) -> bool:
    return recipient in sent.delivered_to if recipient else bool(sent.delivered_to)


def _shown(sent: Sent, content: bytes) -> JsonObject:
    found = read_mail(content)
    return {
        **sent.shown(),
        "recipients": list(sent.recipients),
        "delivered_to": list(sent.delivered_to),
        "headers": [list(each) for each in found.headers],
        "plain": found.plain,
        "html": found.html,
        "attachments": [_file_shown(each) for each in found.attachments],
        "size": sent.size,
    }


def _file_shown(file: Part) -> dict[str, Any]:
    return {
        "file_name": file.file_name,
        "content_type": file.content_type,
        "content_id": file.content_id,
        "size": len(file.content),
        "content": base64.b64encode(file.content).decode("ascii"),
    }


routes = [
    Route("/outbound_accounts", outbound_accounts, methods=["GET"]),
    Route("/outbound_accounts", add_outbound_account, methods=["POST"]),
    Route("/outbound_accounts/{username}", change_outbound_account, methods=["PATCH"]),
    Route("/mailbox", mailbox, methods=["GET"]),
    Route("/mailbox", clear_mailbox, methods=["DELETE"]),
    Route("/events", events, methods=["GET"]),
    Route("/events", add_event, methods=["POST"]),
]
