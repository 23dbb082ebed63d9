"""What every request handler needs at hand: the state, the logs, the view of the DNS, and the time."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from .journal import Call, Journal, QueryLog
from .knobs import NORMAL, Knobs, turned
from .lookup import Lookup
from .mailbox import Mailbox
from .mailroom import Mailroom
from .objects import Account
from .progress import vanishing
from .state import State
from .webhooks import Webhooks


@dataclass(frozen=True, slots=True)
class World:
    """`limit`, `period` (seconds), `knobs`: what a new account gets."""

    state: State
    journal: Journal
    lookup: Lookup
    mailbox: Mailbox
    webhooks: Webhooks
    limit: int = 5
    period: float = 60.0
    knobs: Knobs = NORMAL
    wanted_url: str | None = None
    queries: QueryLog = field(default_factory=QueryLog)
    mailroom: Mailroom = field(default_factory=Mailroom)

    def now(self) -> float:
        """Wall-clock time in seconds, with what has vanished by then taken away."""
        now = time.time()
        self.state.let_pass(now)
        return now

    def account(self, id_: str, key: str, **more: Any) -> Account:
        """Add an account; `more` may hold its limit, its period and knobs."""
        account = Account(
            id_,
            key,
            more.get("limit", self.limit),
            more.get("period", self.period),
            knobs=turned(self.knobs, more),
        )
        self.state.accounts[id_] = account
        self.state.save()
        return account


def world(request: Request) -> World:
    found: World = request.app.state.world
    return found


def account_id(request: Request) -> str:
    found: str = request.path_params["account"]
    return found


def own_knobs(request: Request) -> Knobs:
    """Those of the calling account."""
    return world(request).state.accounts[account_id(request)].knobs


def vanishes_at(request: Request) -> float:
    """When what the calling account deletes now is gone."""
    return vanishing(world(request).now(), own_knobs(request).delete_seconds)


def note_arrival(
    request: Request, at: float, monotonic: float, status: int, *, counted: bool, fault: str = ""
) -> None:
    """A line in the journal for a call that began at these times."""
    call = Call(
        at=at,
        monotonic=monotonic,
        account=account_id(request),
        method=request.method,
        path=request.url.path,
        query=request.url.query,
        status=status,
        counted=counted,
        fault=fault,
    )
    world(request).journal.add(call)


JsonObject = dict[str, Any]
