"""Receiving domains of an address: /custom_domains."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from .addresses import own_address
from .errors import Forbidden, Invalid, NotFound, body
from .listing import asked_page, seen
from .names import canonical, domain_problem
from .objects import INBOUND_HOSTS, CustomDomain, new_id
from .progress import doomed
from .taken import TAKEN, refusal
from .targets import target_problem
from .world import JsonObject, account_id, own_knobs, vanishes_at, world

_NO_MX = "Domain MX records must be set to CloudMailin's servers before the domain can be added"


async def index(request: Request) -> JSONResponse:
    """`page` is deprecated."""
    address = own_address(request, request.query_params.get("address_id"))
    domains = world(request).state.custom_domains.values()
    mine = seen(request, [each for each in domains if each.address_id == address.id])
    return JSONResponse([each.shown() for each in asked_page(request, mine)])


async def create(request: Request) -> JSONResponse:
    address = own_address(request, request.query_params.get("address_id"))
    fields = await body(request)
    if reasons := list(_reasons(fields)):
        raise Invalid(reasons)
    if fields.get("domain_target") and not own_knobs(request).domain_target:
        raise Forbidden
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
        created_at=world(request).now(),
    )
    return JSONResponse(_keep(request, domain).shown(), 201)


async def delete(request: Request) -> JSONResponse:
    address = own_address(request, request.query_params.get("address_id"))
    domain = world(request).state.custom_domains.get(request.path_params["id"])
    if domain is None or domain.address_id != address.id:
        raise NotFound
    return JSONResponse(_keep(request, doomed(domain, at=vanishes_at(request))).shown(), 202)


def _refuse_taken(request: Request, name: str) -> None:
    """A name is free again only when its deletion is done, whichever account has it."""
    here = world(request)
    here.now()
    if any(each.domain == name for each in here.state.custom_domains.values()):
        raise Invalid([TAKEN])
    if reason := refusal(here.state.taken, name):
        raise Invalid([reason])


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
