"""What tests order to go wrong: /_sim/faults and /_sim/taken."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from .errors import Invalid, NotFound, body
from .faults import Fault, problems, rule
from .names import canonical, domain_problem
from .objects import new_id
from .world import JsonObject, World, world


async def list_faults(request: Request) -> JSONResponse:
    return JSONResponse([each.shown() for each in world(request).state.faults])


async def add_fault(request: Request) -> JSONResponse:
    fields = await body(request)
    if found := problems(fields):
        raise Invalid(found.values())
    fault = rule(new_id(8), fields)
    stand(world(request), fault)
    return JSONResponse(fault.shown(), 201)


async def remove_faults(request: Request) -> JSONResponse:
    state = world(request).state
    state.faults = ()
    state.save()
    return await list_faults(request)


async def remove_fault(request: Request) -> JSONResponse:
    if not lift(world(request), request.path_params["id"]):
        raise NotFound
    return await list_faults(request)


def stand(here: World, fault: Fault) -> None:
    """Let a rule stand, after those that stand already."""
    here.state.faults = (*here.state.faults, fault)
    here.state.save()


def lift(here: World, id_: str) -> bool:
    """Take a rule away; whether there was one."""
    left = tuple(each for each in here.state.faults if each.id != id_)
    found = len(left) < len(here.state.faults)
    here.state.faults = left
    here.state.save()
    return found


async def list_taken(request: Request) -> JSONResponse:
    taken = world(request).state.taken
    return JSONResponse([{"domain": name, "mta": mta} for name, mta in taken.items()])


async def add_taken(request: Request) -> JSONResponse:
    fields = await body(request)
    reasons = [domain_problem(fields.get("domain"), wildcard=True)]
    reasons += [] if isinstance(fields.get("mta", False), bool) else ["mta must be true or false"]
    if found := [each for each in reasons if each]:
        raise Invalid(found)
    take(world(request), fields["domain"], mta=fields.get("mta", False))
    return JSONResponse(_shown(request, canonical(fields["domain"])), 201)


async def remove_taken(request: Request) -> JSONResponse:
    """Without a domain, all of them."""
    fields = await body(request) if await request.body() else {}
    here = world(request)
    names = [canonical(str(fields["domain"]))] if "domain" in fields else list(here.state.taken)
    for name in names:
        if not release(here, name):
            raise NotFound
    return await list_taken(request)


def take(here: World, domain: str, *, mta: bool) -> None:
    here.state.taken = {**here.state.taken, canonical(domain): mta}
    here.state.save()


def release(here: World, domain: str) -> bool:
    """Let a name go; whether it was taken."""
    found = here.state.taken.pop(domain, None) is not None
    here.state.save()
    return found


def _shown(request: Request, name: str) -> JsonObject:
    return {"domain": name, "mta": world(request).state.taken[name]}


routes = [
    Route("/faults", list_faults, methods=["GET"]),
    Route("/faults", add_fault, methods=["POST"]),
    Route("/faults", remove_faults, methods=["DELETE"]),
    Route("/faults/{id}", remove_fault, methods=["DELETE"]),
    Route("/taken", list_taken, methods=["GET"]),
    Route("/taken", add_taken, methods=["POST"]),
    Route("/taken", remove_taken, methods=["DELETE"]),
]
