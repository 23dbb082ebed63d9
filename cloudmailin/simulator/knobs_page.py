"""The page of knobs, /knobs/: what a person can turn, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from . import knob_words
from .accounts import back_to_normal, turn
from .faults import CHECKS as FAULT_CHECKS
from .faults import rule
from .knob_forms import (
    ACCOUNT_CHECKS,
    Form,
    account_problems,
    fault_problems,
    fault_values,
    filled,
    new_fault,
    submitted,
    values,
)
from .limiter import counting
from .names import domain_problem
from .objects import Account, new_id
from .orders import lift, release, stand, take
from .pages import page
from .report import Report, report
from .world import World, world

_PLACE = "/knobs/"
_MINUTE = 60.0
_NOTES = {
    "turned": "The account is changed. The change is live now.",
    "fault": "The fault is set. It strikes from the next call on.",
    "lifted": "The fault is removed.",
    "taken": "The name is taken now.",
    "released": "The name is free again.",
    "normal": "Everything is back to normal.",
}


@dataclass(frozen=True, slots=True)
class _Forms:
    """Those that were sent and could not be taken; each of the others is shown as new."""

    account: Form | None = None
    account_id: str = ""
    fault: Form = field(default_factory=new_fault)
    taken: Form = field(default_factory=lambda: Form({"domain": "", "mta": ""}))


@dataclass(frozen=True, slots=True)
class _Row:
    """An account as the page shows it."""

    account: Account
    used: int
    report: Report
    form: Form


async def show(request: Request) -> Response:
    return _page(request, _Forms())


async def turn_account(request: Request) -> Response:
    sent = await request.form()
    account = world(request).state.accounts.get(str(sent.get("id", "")))
    if account is None:
        raise HTTPException(404)
    form = submitted(sent, ACCOUNT_CHECKS)
    given = values(form)
    if problems := account_problems(given):
        return _page(request, _Forms(account=form.but(problems), account_id=account.id))
    turn(world(request), account, given)
    return _go("turned")


async def add_fault(request: Request) -> Response:
    form = submitted(await request.form(), FAULT_CHECKS)
    given = fault_values(form)
    if problems := fault_problems(given):
        return _page(request, _Forms(fault=form.but(problems)))
    stand(world(request), rule(new_id(8), given))
    return _go("fault")


async def remove_fault(request: Request) -> Response:
    """No error for one that has been used up in the meantime: it is gone, as was wished."""
    lift(world(request), str((await request.form()).get("id", "")))
    return _go("lifted")


async def add_taken(request: Request) -> Response:
    form = submitted(await request.form(), ("domain", "mta"))
    if problem := domain_problem(form.typed["domain"], wildcard=True):
        return _page(request, _Forms(taken=form.but({"domain": f"{problem}. Try shop.example.com."})))
    take(world(request), form.typed["domain"], mta=bool(form.typed["mta"]))
    return _go("taken")


async def remove_taken(request: Request) -> Response:
    release(world(request), str((await request.form()).get("domain", "")))
    return _go("released")


async def restore(request: Request) -> Response:
    back_to_normal(world(request))
    return _go("normal")


def _page(request: Request, forms: _Forms) -> Response:
    here = world(request)
    wrong = any(form and form.problems for form in (forms.account, forms.fault, forms.taken))
    return page(
        "knobs.html",
        422 if wrong else 200,
        place=_PLACE,
        note=_NOTES.get(request.query_params.get("note", ""), ""),
        rows=[_row(here, each, forms) for each in here.state.accounts.values()],
        accounts=[(each, each) for each in here.state.accounts],
        faults=here.state.faults,
        taken=here.state.taken,
        forms=forms,
        words=knob_words,
    )


def _row(here: World, account: Account, forms: _Forms) -> _Row:
    sent = forms.account if account.id == forms.account_id else None
    return _Row(
        account=account,
        used=len(counting(account.calls, here.now())),
        report=report(here.journal.of(account.id), _MINUTE),
        form=sent or filled(account),
    )


def _go(note: str) -> Response:
    return RedirectResponse(f"{_PLACE}?note={note}#main", 303)  # where the note is


routes: list[BaseRoute] = [
    Route("/knobs/", show, methods=["GET"]),
    Route("/knobs/account", turn_account, methods=["POST"]),
    Route("/knobs/faults", add_fault, methods=["POST"]),
    Route("/knobs/faults/remove", remove_fault, methods=["POST"]),
    Route("/knobs/taken", add_taken, methods=["POST"]),
    Route("/knobs/taken/remove", remove_taken, methods=["POST"]),
    Route("/knobs/normal", restore, methods=["POST"]),
]
