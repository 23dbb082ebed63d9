"""Inbound addresses: /addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from .errors import Invalid, NotFound, body
from .listing import seen
from .objects import Address, new_id
from .progress import doomed
from .targets import target_problem
from .world import JsonObject, account_id, vanishes_at, world

_FORMATS = ("json+n", "multipart+n")
_FIELDS = ("target", "target_format", "nickname", "auth_header", "attachments")


async def index(request: Request) -> JSONResponse:
    mine = [each for each in world(request).state.addresses.values() if each.account == account_id(request)]
    return JSONResponse([each.shown() for each in seen(request, mine)])


async def create(request: Request) -> JSONResponse:
    fields = _known(await body(request))
    _check({"target": None, "target_format": None, **fields})
    address = _settled(Address(new_id(20), account_id(request), **fields, created_at=world(request).now()))
    return JSONResponse(_keep(request, address).shown(), 201)


async def show(request: Request) -> JSONResponse:
    return JSONResponse(own_address(request, request.path_params["id"]).shown())


async def update(request: Request) -> JSONResponse:
    address = own_address(request, request.path_params["id"])
    fields = _known(await body(request))
    _check(fields)
    return JSONResponse(_keep(request, _settled(replace(address, **fields))).shown())


async def delete(request: Request) -> JSONResponse:
    """A choice: the receiving domains of an address go with it."""
    address = own_address(request, request.path_params["id"])
    at, domains = vanishes_at(request), world(request).state.custom_domains
    for domain in list(domains.values()):
        if domain.address_id == address.id:
            domains[domain.id] = doomed(domain, at=at)
    return JSONResponse(_keep(request, doomed(address, at=at)).shown(), 202)


def own_address(request: Request, id_: str | None) -> Address:
    address = world(request).state.addresses.get(id_ or "")
    if address is None or address.account != account_id(request):
        raise NotFound
    return address


def _known(content: JsonObject) -> JsonObject:
    return {name: value for name, value in content.items() if name in _FIELDS}


def _settled(address: Address) -> Address:
    """ "Send an empty value to remove it", says the documentation of `auth_header`."""
    return replace(address, auth_header=(address.auth_header or "").strip() or None)


def _keep(request: Request, address: Address) -> Address:
    state = world(request).state
    state.addresses[address.id] = address
    state.save()
    return address


def _check(fields: JsonObject) -> None:
    if reasons := list(_reasons(fields)):
        raise Invalid(reasons)


def _reasons(fields: JsonObject) -> Iterator[str]:
    if "target" in fields and (problem := target_problem(fields["target"])):
        yield problem
    if "target_format" in fields and fields["target_format"] not in _FORMATS:
        yield "Target format is not included in the list"
    for name in ("nickname", "auth_header"):
        if not isinstance(fields.get(name), str | None):
            yield f"{name.replace('_', ' ').capitalize()} is invalid"
    if not _fits_a_header(fields.get("auth_header")):
        yield "Auth header is invalid"


def _fits_a_header(value: object) -> bool:
    """A choice: visible ASCII, which every HTTP header can carry (RFC 9110 section 5.5)."""
    return not isinstance(value, str) or (value.isascii() and value.strip().isprintable())


routes = [
    Route("/addresses", index, methods=["GET"]),
    Route("/addresses", create, methods=["POST"]),
    Route("/addresses/{id}", show, methods=["GET"]),
    Route("/addresses/{id}", update, methods=["PATCH"]),
    Route("/addresses/{id}", delete, methods=["DELETE"]),
]
