"""The simulator's own interface for tests, under /_sim/: look inside, set the stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import dns.zone
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from . import accounts, orders, records, zones
from .errors import Invalid, NotFound, body
from .objects import Address, CustomDomain, SendingDomain
from .report import report
from .world import JsonObject, world

_MINUTE = 60.0


async def health(_request: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


async def journal(request: Request) -> JSONResponse:
    return JSONResponse([asdict(call) for call in world(request).journal.of(_asked_account(request))])


async def fullest_minute(request: Request) -> JSONResponse:
    """The most counted calls in any window of a minute, or of another length in `seconds`, and more."""
    try:
        seconds = float(request.query_params.get("seconds", _MINUTE))
    except ValueError:
        raise Invalid(["seconds is not a number"]) from None
    return JSONResponse(asdict(report(world(request).journal.of(_asked_account(request)), seconds)))


async def objects(request: Request) -> JSONResponse:
    here = world(request)
    here.now()
    account = _asked_account(request)
    shelves: dict[str, Mapping[str, Any]] = {
        "addresses": here.state.addresses,
        "custom_domains": here.state.custom_domains,
        "sending_domains": here.state.sending_domains,
    }
    return JSONResponse(
        {
            shelf: [
                {**asdict(each), **each.shown()}
                for each in things.values()
                if account in (None, each.account)
            ]
            for shelf, things in shelves.items()
        }
    )


async def deletions(request: Request) -> JSONResponse:
    """The ids of what is asked to vanish and has not yet."""
    here = world(request)
    here.now()
    account, state = _asked_account(request), here.state
    things: list[Address | CustomDomain | SendingDomain] = [
        *state.addresses.values(),
        *state.custom_domains.values(),
        *state.sending_domains.values(),
    ]
    pending = [each for each in things if each.vanishes_at is not None and account in (None, each.account)]
    return JSONResponse([each.id for each in pending])


async def queries(request: Request) -> JSONResponse:
    return JSONResponse(
        [asdict(each) for each in world(request).queries.of(request.query_params.get("name"))]
    )


async def create_zone(request: Request) -> JSONResponse:
    fields = await body(request)
    try:
        zone = world(request).state.zones.create(zones.zone_name(str(fields.get("zone", ""))))
    except ValueError as problem:
        raise Invalid([str(problem)]) from None
    world(request).state.save()
    return JSONResponse(_zone_shown(zone), 201)


async def show_zone(request: Request) -> JSONResponse:
    return JSONResponse(_zone_shown(_zone(request)))


async def add_record(request: Request) -> JSONResponse:
    zone = _zone(request)
    fields = await body(request)
    try:
        zones.add(zone, _record(zone, fields, str(fields.get("value", ""))))
    except records.RecordProblems as problem:
        raise Invalid(problem.problems.values()) from None
    world(request).state.save()
    return JSONResponse(_zone_shown(zone), 201)


async def delete_records(request: Request) -> JSONResponse:
    """Without a value, all records of that name and type."""
    zone = _zone(request)
    fields = await body(request)
    for record in _named(zone, fields):
        zones.remove(zone, record)
    world(request).state.save()
    return JSONResponse(_zone_shown(zone))


def _asked_account(request: Request) -> str | None:
    return request.query_params.get("account")


def _zone(request: Request) -> dns.zone.Zone:
    try:
        zone = world(request).state.zones.customer(zones.zone_name(request.path_params["zone"]))
    except ValueError:
        zone = None
    if zone is None:
        raise NotFound
    return zone


def _record(zone: dns.zone.Zone, fields: JsonObject, value: str) -> records.Record:
    type_, ttl = str(fields.get("type", "")), fields.get("ttl", "")
    return records.parse(_full_or_relative(zone, fields), type_, value, ttl, zone=zones.origin(zone))


def _full_or_relative(zone: dns.zone.Zone, fields: JsonObject) -> str:
    """Unlike the page's form, a program may write a name in full: one that ends in the zone's name is."""
    name, apex = str(fields.get("name", "")), records.plain(zones.origin(zone))
    is_full = f".{name}".lower().endswith(f".{apex}")
    return f"{name}." if is_full else name


def _named(zone: dns.zone.Zone, fields: JsonObject) -> list[records.Record]:
    try:
        name = records.parse_name(_full_or_relative(zone, fields), zones.origin(zone))
        wanted = _record(zone, fields, str(fields["value"])).rdata if "value" in fields else None
    except ValueError as problem:
        raise Invalid([str(problem)]) from None
    type_ = str(fields.get("type", "")).upper()
    same_place = [each for each in zones.listed(zone) if each.name == name and each.type == type_]
    return [each for each in same_place if each.type != "SOA" and wanted in (None, each.rdata)]


def _zone_shown(zone: dns.zone.Zone) -> JsonObject:
    origin = zones.origin(zone)
    return {
        "zone": records.plain(origin),
        "records": [
            {
                "name": records.relative(each.name, origin),
                "type": each.type,
                "value": each.value,
                "ttl": each.ttl,
            }
            for each in zones.listed(zone)
        ],
    }


routes = [
    Route("/health", health),
    Route("/journal", journal),
    Route("/fullest-minute", fullest_minute),
    Route("/objects", objects),
    Route("/deletions", deletions),
    *accounts.routes,
    *orders.routes,
    Route("/queries", queries),
    Route("/zones", create_zone, methods=["POST"]),
    Route("/zones/{zone}", show_zone),
    Route("/zones/{zone}/records", add_record, methods=["POST"]),
    Route("/zones/{zone}/records", delete_records, methods=["DELETE"]),
]
