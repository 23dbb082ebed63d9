"""CloudMailin's stand-in: keeps objects, counts calls by the simulator's own arithmetic, and fails at times."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from cloudmailin.client import resources
from cloudmailin.client.errors import (
    NotFound,
    RateLimited,
    Rejected,
    Unavailable,
    UnknownOutcome,
    VerificationFailed,
)
from cloudmailin.client.resources import Resource
from cloudmailin.lifecycle.settle import target_of
from cloudmailin.models import Address, Operation, ReceivingDomain, SendingDomain, TrialMessage
from cloudmailin.queue.budget import Limit
from cloudmailin.queue.call import Made, NotThere, Outcome
from cloudmailin.simulator.limiter import Window, arrive

Kind = Operation.Kind


class Door:
    """The rate limit as CloudMailin may count it: each call is judged by every kind of window."""

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._logs: dict[Window, tuple[float, ...]] = dict.fromkeys(Window, ())
        self.arrivals: list[float] = []
        self.over_limit = dict.fromkeys(Window, 0)

    def retry_after(self, at: float) -> float | None:
        """Let a call in; the seconds to wait when a sliding window has no place for it."""
        self.arrivals.append(at)
        period = self._limit.period.total_seconds()
        waits = {}
        for window, log in self._logs.items():
            verdict = arrive(log, at, limit=self._limit.calls, period=period, window=window)
            self._logs[window] = verdict.log
            self.over_limit[window] += verdict.retry_after is not None
            waits[window] = verdict.retry_after
        return waits[Window.SLIDING]


class Provider:
    """`is_right` says whether the records of a domain stand in DNS at this moment."""

    def __init__(
        self, door: Door, chance: Random, failure_rate: float, is_right: Callable[[int], bool]
    ) -> None:
        self._door = door
        self._chance = chance
        self._failure_rate = failure_rate
        self._is_right = is_right
        self._objects: dict[tuple[str, int], Resource] = {}

    def answer(self, operation: Operation, at: float) -> Outcome:
        """What comes back for a call that arrives `at`; some fail before they have their effect, some after it."""
        if (wait := self._door.retry_after(at)) is not None:
            return RateLimited(wait)
        failing = self._chance.random() < self._failure_rate
        if failing and self._chance.random() < 0.5:
            return Unavailable("CloudMailin has a fault of its own.", 502)
        outcome = self._look(operation) if operation.look_first else self._do(operation)
        return UnknownOutcome("The answer was lost.") if failing else outcome

    def _look(self, operation: Operation) -> Outcome:
        if not operation.kind.startswith("create"):
            return self._do(operation)
        found = self._objects.get((_shelf(operation), operation.target_id))
        return Made(found) if found else NotThere()

    def _do(self, operation: Operation) -> Outcome:
        key = (_shelf(operation), operation.target_id)
        there = self._objects.get(key)
        match operation.kind:
            case Kind.CREATE_ADDRESS | Kind.CREATE_RECEIVING | Kind.CREATE_SENDING:
                if there:
                    return Rejected("Domain has already been taken", 422)
                self._objects[key] = _made(operation)
                return Made(self._objects[key], _revision(operation))
            case Kind.CHANGE_ADDRESS if there:
                return Made(there, _revision(operation))
            case Kind.VERIFY_SENDING if isinstance(there, resources.SendingDomain):
                seen = self._is_right(operation.domain_id or 0)
                told = there.model_copy(update={"dkim_verified": seen, "return_path_verified": seen})
                return Made(told) if seen else VerificationFailed(told)
            case Kind.DELETE_ADDRESS | Kind.DELETE_RECEIVING | Kind.DELETE_SENDING if there:
                del self._objects[key]
                return Made(None)
        return NotFound("There is no such object.", 404)


def _shelf(operation: Operation) -> str:
    return operation.kind.partition("_")[2]


def _revision(operation: Operation) -> int:
    target = target_of(operation)
    return target.revision if isinstance(target, Address) else 0


def _made(operation: Operation) -> Resource:
    id_ = f"{operation.target_id:016x}"
    match target_of(operation):
        case Address() as address:
            return resources.Address(id=id_, target=address.target, address=f"{id_}@cloudmailin.net")
        case ReceivingDomain() as receiving:
            return resources.CustomDomain(id=id_, domain=receiving.domain.name)
        case SendingDomain() as sending:
            name = sending.domain.name
            return resources.SendingDomain(
                id=id_,
                domain=name,
                mta_domain=f"mta.{name}",
                required_cname="feedback-smtp.cloudmta.net",
                dkim_selector="selector",
                dkim_domain=f"selector._domainkey.{name}",
                dkim_public_record="v=DKIM1; k=rsa; p=",
            )
        case TrialMessage():
            return resources.Resource(id=id_)
