"""The mailbox's pages: what was sent through the API, as its reader and as its sender see it."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from . import happenings
from .events import SPECIAL, Kind
from .pages import page
from .preview import html_with_images
from .reading import Part, read_mail
from .sent import Sent
from .world import world

_PLACE = "/mail/"
_SHOWN = 100
_LONGEST_SOURCE = 500_000
_NOTES = {"deleted": "All messages are deleted.", "happened": "The event is noted."}
# For a page out of somebody else's hands: nothing runs, nothing is loaded, nothing leads away.
_READ_ONLY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_UNSAFE_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u202a-\u202e\u2066-\u2069]')
_LONGEST_NAME = 100


async def index(request: Request) -> Response:
    """The delivered messages, or with `all` every accepted one; `to` is a part of a recipient."""
    here = world(request)
    everything, typed = "all" in request.query_params, request.query_params.get("to", "")
    found = here.mailbox.newest_first(lambda sent: _is_for(sent, typed.strip().lower(), everything))
    return page(
        "mailbox.html",
        place=_PLACE,
        rows=found[:_SHOWN],
        found=len(found),
        everything=everything,
        typed=typed,
        other="/mail/?" + urlencode(({} if everything else {"all": "1"}) | ({"to": typed} if typed else {})),
        empty=not here.mailbox.newest_first(),
        note=_note(request),
        site=f"{request.url.scheme}://{request.url.netloc}",
        server=next(iter(here.state.outbound_accounts.values()), None),
        special=[f"{local}@" for local in SPECIAL],
    )


async def show(request: Request) -> Response:
    return await _message_page(request, _sent(request))


async def html(request: Request) -> Response:
    """The HTML part on its own, to be shown in a frame."""
    content = world(request).mailbox.content(_sent(request).id)
    shown = await asyncio.to_thread(lambda: html_with_images(read_mail(content)))
    return HTMLResponse(shown, headers={"Content-Security-Policy": _READ_ONLY})


async def source(request: Request) -> Response:
    sent = _sent(request)
    return _download(world(request).mailbox.content(sent.id), f"{sent.id}.eml")


async def attachment(request: Request) -> Response:
    content = world(request).mailbox.content(_sent(request).id)
    files, number = read_mail(content).attachments, request.path_params["number"]
    if not 1 <= number <= len(files):
        raise HTTPException(404)
    return _download(files[number - 1].content, _safe_name(files[number - 1], number))


async def add_event(request: Request) -> Response:
    sent, form = _sent(request), await request.form()
    kind, recipient = str(form.get("kind", "")), str(form.get("recipient", ""))
    problems = {}
    if kind not in list(Kind):
        problems["kind"] = "Choose one of the kinds."
    if recipient not in sent.recipients:
        problems["recipient"] = "Choose one of the message's recipients."
    if problems:
        return await _message_page(request, sent, problems, 422)
    happenings.add(world(request), sent, Kind(kind), recipient)
    return RedirectResponse(f"/mail/{quote(sent.id)}?note=happened#events", 303)


async def confirm_delete(request: Request) -> Response:
    return page("mailbox_delete.html", place=_PLACE, count=len(world(request).mailbox.newest_first()))


async def delete(request: Request) -> Response:
    world(request).mailbox.clear()
    return RedirectResponse("/mail/?note=deleted", 303)


async def _message_page(
    request: Request, sent: Sent, problems: dict[str, str] | None = None, status: int = 200
) -> Response:
    here = world(request)
    content = here.mailbox.content(sent.id)
    found = await asyncio.to_thread(read_mail, content)
    server = here.state.outbound_accounts.get(sent.outbound_account)
    return page(
        "message.html",
        status,
        place=_PLACE,
        sent=sent,
        found=found,
        files=[
            (number, _safe_name(file, number), file.content_type, _size(len(file.content)))
            for number, file in enumerate(found.attachments, start=1)
        ],
        source=content[:_LONGEST_SOURCE].decode(errors="replace").replace("\r\n", "\n"),
        is_cut=len(content) > _LONGEST_SOURCE,
        size=_size(sent.size),
        has_webhook=bool(server and server.webhook),
        kinds=list(Kind),
        problems=problems or {},
        note=_note(request),
    )


def _sent(request: Request) -> Sent:
    sent = world(request).mailbox.get(request.path_params["id"])
    if sent is None:
        raise HTTPException(404)
    return sent


def _is_for(sent: Sent, recipient: str, everything: bool) -> bool:
    reached = sent.recipients if everything else sent.delivered_to
    return any(recipient in each.lower() for each in reached)


def _note(request: Request) -> str:
    return _NOTES.get(request.query_params.get("note", ""), "")


def _download(content: bytes, name: str) -> Response:
    """Never shown by the browser itself, whatever it claims to be."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(
        content,
        media_type="application/octet-stream",
        headers={"Content-Disposition": disposition, "Content-Security-Policy": _READ_ONLY},
    )


def _safe_name(file: Part, number: int) -> str:
    """What the sender called it, without what could lead out of a folder or hide what it is."""
    last = re.split(r"[/\\]", file.file_name)[-1]
    return _UNSAFE_IN_NAMES.sub("_", last).strip(" .")[-_LONGEST_NAME:] or f"attachment-{number}"


def _size(octets: int) -> str:
    if octets < 1000:
        return f"{octets} bytes"
    return f"{octets / 1000:.0f} kB" if octets < 1_000_000 else f"{octets / 1_000_000:.1f} MB"


routes: list[BaseRoute] = [
    Route("/mail/", index),
    Route("/mail/delete", confirm_delete, methods=["GET"]),
    Route("/mail/delete", delete, methods=["POST"]),
    Route("/mail/{id}", show),
    Route("/mail/{id}/html", html),
    Route("/mail/{id}/source", source),
    Route("/mail/{id}/attachments/{number:int}", attachment),
    Route("/mail/{id}/events", add_event, methods=["POST"]),
]
