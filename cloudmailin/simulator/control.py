"""The simulator's own interface for tests, under /_sim/: look inside, set the stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

import dns.zone
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from . import records, zones
from .errors import ApiError, Invalid, NotFound, body
from .limiter import fullest
from .objects import Account, Address, CustomDomain, SendingDomain
from .world import JsonObject, world

_MINUTE = 60.0
_VALID: dict[str, Callable[[Any], bool]] = {
    "id": lambda value: isinstance(value, str) and value != "",
    "key": lambda value: isinstance(value, str) and value != "",
    "limit": lambda value: isinstance(value, int) and value > 0,
    "period": lambda value: isinstance(value, int | float) and value > 0,
}


async def health(_request: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


async def journal(request: Request) -> JSONResponse:
    return JSONResponse([asdict(call) for call in world(request).journal.of(_asked_account(request))])


async def fullest_minute(request: Request) -> JSONResponse:
    """The most counted calls in any window of a minute, or of another length in `seconds`."""
    try:
        seconds = float(request.query_params.get("seconds", _MINUTE))
    except ValueError:
        raise Invalid(["seconds is not a number"]) from None
    calls = world(request).journal.of(_asked_account(request))
    return JSONResponse({"calls": fullest((call.at for call in calls if call.counted), seconds)})


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


async def add_account(request: Request) -> JSONResponse:
    fields = await body(request)
    _check_account(fields, required=("id", "key"))
    if fields["id"] in world(request).state.accounts:
        raise ApiError(409, "There is an account with this id already")
    account = world(request).account(fields["id"], fields["key"], fields.get("limit"), fields.get("period"))
    return JSONResponse(_shown(account), 201)


async def change_account(request: Request) -> JSONResponse:
    state = world(request).state
    account = state.accounts.get(request.path_params["id"])
    if account is None:
        raise NotFound
    fields = await body(request)
    _check_account(fields)
    known = {name: fields[name] for name in ("key", "limit", "period") if name in fields}
    state.accounts[account.id] = replace(account, **known)
    state.save()
    return JSONResponse(_shown(state.accounts[account.id]))


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


def _check_account(fields: JsonObject, required: tuple[str, ...] = ()) -> None:
    asked = [name for name in _VALID if name in {*required, *fields}]
    if wrong := [name for name in asked if not _VALID[name](fields.get(name))]:
        raise Invalid(f"{name} is missing or invalid" for name in wrong)


def _shown(account: Account) -> JsonObject:
    return {"id": account.id, "limit": account.limit, "period": account.period, "calls": list(account.calls)}


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
    Route("/accounts", add_account, methods=["POST"]),
    Route("/accounts/{id}", change_account, methods=["PATCH"]),
    Route("/queries", queries),
    Route("/zones", create_zone, methods=["POST"]),
    Route("/zones/{zone}", show_zone),
    Route("/zones/{zone}/records", add_record, methods=["POST"]),
    Route("/zones/{zone}/records", delete_records, methods=["DELETE"]),
]
