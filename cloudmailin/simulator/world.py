"""What every request handler needs at hand: the state, the logs, the view of the DNS, and the time."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from .journal import Journal, QueryLog
from .lookup import Lookup
from .mailbox import Mailbox
from .mailroom import Mailroom
from .objects import Account
from .state import State
from .webhooks import Webhooks


@dataclass(frozen=True, slots=True)
class World:
    """`limit`, `period` (seconds): what a new account gets. `delete_seconds`: how long a deletion takes."""

    state: State
    journal: Journal
    lookup: Lookup
    mailbox: Mailbox
    webhooks: Webhooks
    limit: int = 5
    period: float = 60.0
    delete_seconds: float = 2.0
    wanted_url: str | None = None
    queries: QueryLog = field(default_factory=QueryLog)
    mailroom: Mailroom = field(default_factory=Mailroom)

    def now(self) -> float:
        """Wall-clock time in seconds, with what has vanished by then taken away."""
        now = time.time()
        self.state.let_pass(now)
        return now

    def account(self, id_: str, key: str, limit: int | None = None, period: float | None = None) -> Account:
        """Add an account."""
        account = Account(id_, key, limit or self.limit, period or self.period)
        self.state.accounts[id_] = account
        self.state.save()
        return account


def world(request: Request) -> World:
    found: World = request.app.state.world
    return found


def account_id(request: Request) -> str:
    found: str = request.path_params["account"]
    return found


JsonObject = dict[str, Any]
