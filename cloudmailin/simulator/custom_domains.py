"""Receiving domains of an address: /custom_domains."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from .addresses import own_address
from .errors import Invalid, NotFound, body
from .names import canonical, domain_problem
from .objects import INBOUND_HOSTS, CustomDomain, new_id
from .progress import doomed
from .targets import target_problem
from .world import JsonObject, account_id, world

_TAKEN = "Domain has already been taken"
_NO_MX = "Domain MX records must be set to CloudMailin's servers before the domain can be added"


async def index(request: Request) -> JSONResponse:
    """A choice about the deprecated `page`, whose size is unknown: everything is on the first."""
    address = own_address(request, request.query_params.get("address_id"))
    domains = world(request).state.custom_domains.values()
    first = request.query_params.get("page", "1") in ("", "0", "1")
    return JSONResponse([each.shown() for each in domains if first and each.address_id == address.id])


async def create(request: Request) -> JSONResponse:
    address = own_address(request, request.query_params.get("address_id"))
    fields = await body(request)
    if reasons := list(_reasons(fields)):
        raise Invalid(reasons)
    name = canonical(fields["domain"])
    _refuse_taken(request, name)
    if not await world(request).lookup.mail_hosts(name) & INBOUND_HOSTS:
        raise Invalid([_NO_MX])
    _refuse_taken(request, name)  # once more: the look-up took time
    domain = CustomDomain(
        id=new_id(16),
        account=account_id(request),
        address_id=address.id,
        domain=name,
        auth_regex=fields.get("auth_regex"),
        domain_target=fields.get("domain_target"),
    )
    return JSONResponse(_keep(request, domain).shown(), 201)


async def delete(request: Request) -> JSONResponse:
    address = own_address(request, request.query_params.get("address_id"))
    here = world(request)
    domain = here.state.custom_domains.get(request.path_params["id"])
    if domain is None or domain.address_id != address.id:
        raise NotFound
    return JSONResponse(_keep(request, doomed(domain, at=here.now() + here.delete_seconds)).shown(), 202)


def _refuse_taken(request: Request, name: str) -> None:
    """A name is free again only when its deletion is done, whichever account has it."""
    here = world(request)
    here.now()
    if any(each.domain == name for each in here.state.custom_domains.values()):
        raise Invalid([_TAKEN])


def _keep(request: Request, domain: CustomDomain) -> CustomDomain:
    state = world(request).state
    state.custom_domains[domain.id] = domain
    state.save()
    return domain


def _reasons(fields: JsonObject) -> Iterator[str]:
    if problem := domain_problem(fields.get("domain"), wildcard=True):
        yield problem
    for name in ("auth_regex", "domain_target"):
        if not isinstance(fields.get(name), str | None):
            yield f"{name.replace('_', ' ').capitalize()} is invalid"
    target = fields.get("domain_target")
    if target and isinstance(target, str) and (problem := target_problem(target, "Domain target")):
        yield problem


routes = [
    Route("/custom_domains", index, methods=["GET"]),
    Route("/custom_domains", create, methods=["POST"]),
    Route("/custom_domains/{id}", delete, methods=["DELETE"]),
]
