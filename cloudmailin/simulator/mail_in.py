"""Sending a test mail in, for people at /mail-in/ and for tests at /_sim/mail-in, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from .errors import Invalid, body
from .incoming import IncomingStatus, iso
from .mail_form import EMPTY, SPF_RESULTS, MailForm, MailProblems, read, submitted
from .mailroom import take_in
from .objects import INBOUND_DOMAIN
from .outcomes import NOBODY, detail, label, nobody, sentence, smtp_code
from .pages import page
from .world import JsonObject, World, world

_SHOWN_MAILS = 20
_PLACE = "/mail-in/"
# Room for a text over the usual limit of a form field, so that too large a mail can be tried.
_FIELD_BYTES = 32_000_000


async def index(request: Request) -> Response:
    return _form(request, MailForm({**EMPTY, "to": request.query_params.get("to", "")}))


async def send(request: Request) -> Response:
    async with request.form(max_part_size=_FIELD_BYTES) as form:
        typed = await submitted(form)
    try:
        row = await take_in(world(request), *read(typed))
    except MailProblems as problem:
        return _form(request, MailForm(typed, problem.problems), 422)
    if row is None:
        return _form(request, MailForm(typed, {"to": nobody(typed["to"].strip())}), 422)
    return RedirectResponse(f"{_PLACE}{row.mail}", 303)


async def show(request: Request) -> Response:
    here = world(request)
    rows = here.state.incoming.newest(mail=request.path_params["mail"])
    sent = next((found for row in rows if (found := here.mailroom.sent.get(row.id))), None)
    status = 200 if rows else 404
    return page("mail.html", status, place=_PLACE, rows=[_outcome(row) for row in rows], sent=sent)


async def send_from_test(request: Request) -> JSONResponse:
    """`smtp`: the code that the sending server gets; `mail` and `status` are null where nobody receives."""
    try:
        envelope, raw = read(await body(request))
    except MailProblems as problem:
        raise Invalid(f"{name}: {text}" for name, text in problem.problems.items()) from None
    row = await take_in(world(request), envelope, raw)
    if row is None:
        answer = {"smtp": NOBODY, "sentence": nobody(envelope.recipient), "mail": None, "status": None}
        return JSONResponse(answer)
    return JSONResponse({"smtp": smtp_code(row), **_detail(world(request), row)})


async def incoming(request: Request) -> JSONResponse:
    """Every attempt, newest first; of one account with `account`, of one mail with `mail`."""
    here, asked = world(request), request.query_params
    rows = here.state.incoming.newest(account=asked.get("account"), mail=asked.get("mail"))
    return JSONResponse([_detail(here, row) for row in rows])


def _form(request: Request, form: MailForm, status: int = 200) -> Response:
    here = world(request)
    here.now()
    return page(
        "mail_in.html",
        status,
        place=_PLACE,
        form=form,
        results=SPF_RESULTS,
        mails=[_outcome(row) for row in _last_of_each_mail(here)[:_SHOWN_MAILS]],
        receivers=_receivers(here),
    )


def _last_of_each_mail(here: World) -> list[IncomingStatus]:
    last: dict[str, IncomingStatus] = {}
    for row in here.state.incoming.newest():
        last.setdefault(row.mail, row)
    return list(last.values())


def _receivers(here: World) -> list[str]:
    """What can stand in the field "To", as suggestions."""
    domains = [f"test@{each.domain.replace('*', 'any')}" for each in here.state.custom_domains.values()]
    return [*domains, *(f"{each}@{INBOUND_DOMAIN}" for each in here.state.addresses)]


def _outcome(row: IncomingStatus) -> Mapping[str, Any]:
    return {
        "row": row,
        "label": label(row),
        "detail": detail(row),
        "at": iso(row.created_at),
        "again": iso(row.again_at) if row.again_at else "",
    }


def _detail(here: World, row: IncomingStatus) -> JsonObject:
    sent = here.mailroom.sent.get(row.id)
    return {
        **row.shown(),
        "status_category": row.status_category,
        "mail": row.mail,
        "account": row.account,
        "address_id": row.address_id,
        "target": row.target,
        "target_format": row.target_format,
        "said": row.said,
        "again_at": iso(row.again_at) if row.again_at else None,
        "sentence": sentence(row),
        "sent": asdict(sent) if sent else None,
    }


routes: list[BaseRoute] = [
    Route("/mail-in/", index, methods=["GET"]),
    Route("/mail-in/", send, methods=["POST"]),
    Route("/mail-in/{mail}", show),
]
test_routes: list[BaseRoute] = [
    Route("/mail-in", send_from_test, methods=["POST"]),
    Route("/incoming", incoming),
]
