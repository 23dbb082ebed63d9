"""Accounts and their knobs, for tests: /_sim/accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from . import knobs
from .checks import Check, number, text, whole, wrong
from .errors import ApiError, Invalid, NotFound, body
from .limiter import counting
from .objects import Account
from .world import JsonObject, World, world

LIMIT_CHECKS: Mapping[str, Check] = {"limit": whole(1, 1_000_000), "period": number(0.001, 31_536_000)}
_CHECKS: Mapping[str, Check] = {"id": text(), "key": text(), **LIMIT_CHECKS, **knobs.CHECKS}


async def index(request: Request) -> JSONResponse:
    here = world(request)
    return JSONResponse([_shown(here, each) for each in here.state.accounts.values()])


async def add(request: Request) -> JSONResponse:
    fields = await body(request)
    _check({"id": None, "key": None, **fields})
    if fields["id"] in world(request).state.accounts:
        raise ApiError(409, "There is an account with this id already")
    id_, key = fields.pop("id"), fields.pop("key")
    return JSONResponse(_shown(world(request), world(request).account(id_, key, **fields)), 201)


async def change(request: Request) -> JSONResponse:
    here = world(request)
    account = here.state.accounts.get(request.path_params["id"])
    if account is None:
        raise NotFound
    fields = await body(request)
    _check(fields)
    return JSONResponse(_shown(here, turn(here, account, fields)))


def turn(here: World, account: Account, fields: Mapping[str, Any]) -> Account:
    """Change an account's key, limit, period and knobs; the fields have been checked.

    A choice: with another window or period the count begins anew.
    """
    plain = {name: fields[name] for name in ("key", "limit", "period") if name in fields}
    changed = replace(account, **plain, knobs=knobs.turned(account.knobs, fields))
    if (changed.period, changed.knobs.window) != (account.period, account.knobs.window):
        changed = replace(changed, calls=())
    here.state.accounts[account.id] = changed
    here.state.save()
    return changed


def back_to_normal(here: World) -> None:
    """Every account as a new one would be, no faults, no names taken outside; keys and objects stay."""
    here.state.faults, here.state.taken = (), {}
    for account in list(here.state.accounts.values()):
        turn(here, account, {"limit": here.limit, "period": here.period, **asdict(here.knobs)})
    here.state.save()


async def restore(request: Request) -> JSONResponse:
    back_to_normal(world(request))
    return await index(request)


def _check(fields: JsonObject) -> None:
    unknown = [f"{name} is unknown" for name in fields if name not in _CHECKS]
    if problems := [*unknown, *(_CHECKS[name].demand(name) for name in wrong(fields, _CHECKS))]:
        raise Invalid(problems)


def _shown(here: World, account: Account) -> JsonObject:
    """Never the key. `calls`: the moments at which the calls that count now cease to."""
    return {
        "id": account.id,
        "limit": account.limit,
        "period": account.period,
        "calls": list(counting(account.calls, here.now())),
        **asdict(account.knobs),
    }


routes = [
    Route("/accounts", index, methods=["GET"]),
    Route("/accounts", add, methods=["POST"]),
    Route("/accounts/{id}", change, methods=["PATCH"]),
    Route("/normal", restore, methods=["POST"]),
]
