"""The pages that play the DNS host of the customers. Plain forms, each answered by a redirect."""

from __future__ import annotations

from urllib.parse import quote

import dns.zone
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from . import records, zones
from .pages import page
from .record_form import RecordForm, filled, read, submitted
from .records import Record, RecordProblems
from .wanted import Unreachable, WishState, wishes
from .world import world

_TYPES = ("A", "AAAA", "CNAME", "MX", "TXT", "NS", "CAA")
_NOTES = {
    "created": "The zone is ready.",
    "added": "Record added. It is live now.",
    "changed": "Record changed. The change is live now.",
    "deleted": "Record deleted.",
    "wanted": "All missing records are added. They are live now.",
}


async def index(request: Request) -> Response:
    return _zone_list(request)


async def create_zone(request: Request) -> Response:
    typed = str((await request.form()).get("zone", ""))
    try:
        zone = world(request).state.zones.create(zones.zone_name(typed))
    except ValueError as problem:
        return _zone_list(request, typed=typed, problem=str(problem))
    world(request).state.save()
    return _go_to(zone, "created")


async def show_zone(request: Request) -> Response:
    try:
        name = zones.zone_name(request.path_params["zone"])
    except ValueError:
        raise HTTPException(404) from None
    zone = world(request).state.zones.customer(name)
    if zone is None:
        return page("missing.html", 404, place="/dns/", zone=records.plain(name))
    return await _zone_page(request, zone, RecordForm())


async def add_record(request: Request) -> Response:
    zone = _zone(request)
    typed = submitted(await request.form())
    try:
        record = read(typed, zones.origin(zone))
        if zones.has(zone, record):
            raise RecordProblems({"value": "This record is here already."})
        zones.add(zone, record)
    except RecordProblems as problem:
        return await _zone_page(request, zone, RecordForm(typed, problem.problems), 422)
    world(request).state.save()
    return _go_to(zone, "added")


async def edit_record(request: Request) -> Response:
    zone = _zone(request)
    record = _record(request, zone)
    return _record_page("change.html", zone, record, filled(record, zones.origin(zone)))


async def change_record(request: Request) -> Response:
    zone = _zone(request)
    old = _record(request, zone)
    typed = submitted(await request.form())
    try:
        zones.change(zone, old, read(typed, zones.origin(zone)))
    except RecordProblems as problem:
        return _record_page("change.html", zone, old, RecordForm(typed, problem.problems), 422)
    world(request).state.save()
    return _go_to(zone, "changed")


async def confirm_delete(request: Request) -> Response:
    zone = _zone(request)
    return _record_page("delete.html", zone, _record(request, zone))


async def delete_record(request: Request) -> Response:
    zone = _zone(request)
    zones.remove(zone, _record(request, zone))
    world(request).state.save()
    return _go_to(zone, "deleted")


async def add_wanted(request: Request) -> Response:
    """Add every record that the portal asks for and that nothing stands in the way of."""
    zone = _zone(request)
    url = world(request).wanted_url
    try:
        missing = [each for each in await wishes(url, zone) if each.state is WishState.MISSING] if url else []
    except Unreachable:
        return _go_to(zone)  # the page says so itself
    for wish in missing:
        if wish.record and not zones.clash(zone, wish.record):
            zones.add(zone, wish.record)
    world(request).state.save()
    return _go_to(zone, "wanted")


def _zone_list(request: Request, typed: str = "", problem: str = "") -> Response:
    rows = [
        (records.plain(zones.origin(zone)), len(zones.listed(zone)))
        for zone in world(request).state.zones.customers()
    ]
    return page("zones.html", 422 if problem else 200, place="/dns/", rows=rows, typed=typed, problem=problem)


async def _zone_page(request: Request, zone: dns.zone.Zone, form: RecordForm, status: int = 200) -> Response:
    url = world(request).wanted_url
    wanted, trouble = [], ""
    try:
        wanted = await wishes(url, zone) if url else []
    except Unreachable as reason:
        trouble = str(reason)
    return page(
        "zone.html",
        status,
        place="/dns/",
        types=_TYPES,
        zone=_name(zone),
        rows=[(record, _host(record, zone), _is_own(record, zone)) for record in zones.listed(zone)],
        form=form,
        note=_NOTES.get(request.query_params.get("note", ""), ""),
        asks=bool(url),
        wanted=wanted,
        missing=sum(wish.state is WishState.MISSING for wish in wanted),
        trouble=trouble,
    )


def _record_page(
    template: str, zone: dns.zone.Zone, record: Record, form: RecordForm | None = None, status: int = 200
) -> Response:
    return page(
        template,
        status,
        place="/dns/",
        zone=_name(zone),
        record=record,
        host=_host(record, zone),
        form=form,
        types=_TYPES,
    )


def _go_to(zone: dns.zone.Zone, note: str = "") -> Response:
    return RedirectResponse(f"/dns/zones/{quote(_name(zone))}" + (f"?note={note}" if note else ""), 303)


def _zone(request: Request) -> dns.zone.Zone:
    try:
        zone = world(request).state.zones.customer(zones.zone_name(request.path_params["zone"]))
    except ValueError:
        zone = None
    if zone is None:
        raise HTTPException(404)
    return zone


def _record(request: Request, zone: dns.zone.Zone) -> Record:
    for record in zones.listed(zone):
        if record.id == request.path_params["record"] and not _is_own(record, zone):
            return record
    raise HTTPException(404)


def _is_own(record: Record, zone: dns.zone.Zone) -> bool:
    """Records that the DNS host itself keeps: a zone's SOA and name servers."""
    return record.type == "SOA" or (record.type == "NS" and record.name == zone.origin)


def _name(zone: dns.zone.Zone) -> str:
    return records.plain(zones.origin(zone))


def _host(record: Record, zone: dns.zone.Zone) -> str:
    return records.relative(record.name, zones.origin(zone))


routes: list[BaseRoute] = [
    Route("/dns/", index),
    Route("/dns/zones", create_zone, methods=["POST"]),
    Route("/dns/zones/{zone}", show_zone),
    Route("/dns/zones/{zone}/records", add_record, methods=["POST"]),
    Route("/dns/zones/{zone}/records/{record}", edit_record, methods=["GET"]),
    Route("/dns/zones/{zone}/records/{record}", change_record, methods=["POST"]),
    Route("/dns/zones/{zone}/records/{record}/delete", confirm_delete, methods=["GET"]),
    Route("/dns/zones/{zone}/records/{record}/delete", delete_record, methods=["POST"]),
    Route("/dns/zones/{zone}/wanted", add_wanted, methods=["POST"]),
]
