"""Sending domains of an account: /sending_domains."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from .dkim import new_selector, public_record
from .errors import Invalid, NotFound, body
from .listing import asked_page, seen
from .names import canonical, domain_problem
from .objects import SendingDomain, new_id
from .progress import doomed
from .taken import TAKEN, refusal
from .verification import dkim_is_published, return_path_is_published
from .world import account_id, vanishes_at, world


async def index(request: Request) -> JSONResponse:
    """`query` keeps the domains whose name contains it (a choice: how it matches is not documented)."""
    query = request.query_params.get("query", "").strip().lower()
    mine = [
        each for each in world(request).state.sending_domains.values() if each.account == account_id(request)
    ]
    found = seen(request, [each for each in mine if query in each.domain])
    return JSONResponse([each.shown() for each in asked_page(request, found)])


async def create(request: Request) -> JSONResponse:
    fields = await body(request)
    if problem := domain_problem(fields.get("domain")):
        raise Invalid([problem])
    name = canonical(fields["domain"])
    state = world(request).state
    if any(each.domain == name for each in state.sending_domains.values()):
        raise Invalid([TAKEN])
    if reason := refusal(state.taken, name, sending=True):
        raise Invalid([reason])
    domain = SendingDomain(
        new_id(16),
        account_id(request),
        name,
        new_selector(),
        public_record(),
        created_at=world(request).now(),
    )
    state.zones.host_dkim(domain.dkim_selector, domain.dkim_public_record)
    return JSONResponse(_keep(request, domain).shown(), 201)


async def show(request: Request) -> JSONResponse:
    return JSONResponse(_own(request).shown())


async def verify(request: Request) -> JSONResponse:
    """422 carries the domain with its flags, not an error sentence."""
    lookup = world(request).lookup
    asked = _own(request)
    return_path = await return_path_is_published(asked, lookup)
    dkim = await dkim_is_published(asked, lookup)
    domain = replace(
        _own(request), return_path_verified=return_path, spf_verified=return_path, dkim_verified=dkim
    )
    return JSONResponse(_keep(request, domain).shown(), 200 if return_path and dkim else 422)


async def delete(request: Request) -> JSONResponse:
    domain = doomed(_own(request), at=vanishes_at(request))
    return JSONResponse(_keep(request, domain).shown(), 202)


def _own(request: Request) -> SendingDomain:
    here = world(request)
    here.now()
    domain = here.state.sending_domains.get(request.path_params["id"])
    if domain is None or domain.account != account_id(request):
        raise NotFound
    return domain


def _keep(request: Request, domain: SendingDomain) -> SendingDomain:
    state = world(request).state
    state.sending_domains[domain.id] = domain
    state.save()
    return domain


routes = [
    Route("/sending_domains", index, methods=["GET"]),
    Route("/sending_domains", create, methods=["POST"]),
    Route("/sending_domains/{id}", show, methods=["GET"]),
    Route("/sending_domains/{id}/verify", verify, methods=["POST"]),
    Route("/sending_domains/{id}", delete, methods=["DELETE"]),
]
