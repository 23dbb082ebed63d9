"""Faults to order: which calls go wrong, how, and how often. Values and pure functions only.

A rule strikes the calls that it matches, after the key and the limit have been checked; the first rule that
matches and wins its chance is the one. What each kind does is in `spoiling`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from .checks import Check, choice, header, number, optional, text, whole

_HOUR = 3_600.0


class Kind(StrEnum):
    """SLOW is the real answer, only later. The rest of the first group leaves the real answer out."""

    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    STATUS = "status"
    HTML = "html"
    GARBAGE = "garbage"
    REDIRECT = "redirect"

    SLOW = "slow"
    TRUNCATED = "truncated"
    EXTRA_FIELDS = "extra_fields"
    NULL_FIELDS = "null_fields"
    WRONG_CHARSET = "wrong_charset"
    HUGE = "huge"
    GZIP_BOMB = "gzip_bomb"
    DRIP = "drip"


class Effect(StrEnum):
    """When a fault strikes that leaves the real answer out: before what was asked is done, or after."""

    BEFORE = "before"
    AFTER = "after"


class Body(StrEnum):
    JSON = "json"
    HTML = "html"
    EMPTY = "empty"


class Length(StrEnum):
    """Of a truncated answer, Content-Length fits what is sent, or promises the whole."""

    FITS = "fits"
    PROMISED = "promised"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A call as rules see it; `path` begins after the account."""

    account: str
    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule. `times`: how many more calls it strikes, None for all. Times in seconds.

    `latency` comes before the effect of the call, `latency_after` between the effect and the answer.
    """

    id: str
    what: Kind
    account: str | None = None
    method: str | None = None
    path: str | None = None
    times: int | None = 1
    chance: float = 1.0
    latency: float = 0.0
    latency_after: float = 0.0
    effect: Effect = Effect.BEFORE
    status: int = 502
    body: Body = Body.JSON
    retry_after: str | None = None
    location: str = "https://elsewhere.example/"
    length: Length = Length.FITS
    megabytes: int = 64
    interval: float = 1.0

    @property
    def has_effect(self) -> bool:
        """Whether what the call asks for is done."""
        if self.what in (Kind.DROP_BEFORE, Kind.DROP_AFTER):
            return self.what is Kind.DROP_AFTER
        return "effect" not in OWN_FIELDS.get(self.what, ()) or self.effect is Effect.AFTER

    def shown(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("id", "what", *COMMON_FIELDS, *own_fields(self.what))}


COMMON_FIELDS = ("account", "method", "path", "times", "chance", "latency", "latency_after")
# The fields that only these kinds have.
OWN_FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.STATUS: ("effect", "status", "body", "retry_after"),
    Kind.HTML: ("effect",),
    Kind.GARBAGE: ("effect",),
    Kind.REDIRECT: ("effect", "location"),
    Kind.TRUNCATED: ("length",),
    Kind.HUGE: ("megabytes",),
    Kind.GZIP_BOMB: ("megabytes",),
    Kind.DRIP: ("interval",),
}
CHECKS: Mapping[str, Check] = {
    "what": choice(Kind),
    "account": optional(text()),
    "method": optional(text()),
    "path": optional(text()),
    "times": optional(whole(1, 1_000_000)),
    "chance": number(0, 1),
    "latency": number(0, _HOUR),
    "latency_after": number(0, _HOUR),
    "effect": choice(Effect),
    "status": whole(200, 599),
    "body": choice(Body),
    "retry_after": optional(header()),
    "location": header(),
    "length": choice(Length),
    "megabytes": whole(1, 2_048),
    "interval": number(0, 60),
}
# Statuses whose answers have no body (RFC 9110 section 6.4.1).
_BODILESS = (204, 205, 304)


def own_fields(what: Kind) -> tuple[str, ...]:
    return OWN_FIELDS.get(what, ())


def problems(fields: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with a rule as it was sent, a sentence for each field."""
    found = {name: f"{name} is unknown" for name in fields if name not in CHECKS}
    found |= {
        name: check.demand(name)
        for name, check in CHECKS.items()
        if name in {*fields, "what"} and not check.allows(fields.get(name))
    }
    if "what" not in found:
        found |= _misplaced(fields, Kind(fields["what"]))
    return found


def _misplaced(fields: Mapping[str, Any], what: Kind) -> dict[str, str]:
    allowed = {"what", *COMMON_FIELDS, *own_fields(what)}
    found = {name: f"{name} is not for {what}" for name in fields if name in CHECKS and name not in allowed}
    if fields.get("status") in _BODILESS and fields.get("body", Body.JSON) != Body.EMPTY:
        found.setdefault("body", "body must be empty with this status")
    return found


def rule(id_: str, fields: Mapping[str, Any]) -> Fault:
    """A rule from fields without problems."""
    kinds: Mapping[str, Callable[[str], StrEnum]] = {
        "what": Kind,
        "effect": Effect,
        "body": Body,
        "length": Length,
    }
    values: dict[str, Any] = {
        name: kinds[name](value) if name in kinds else value for name, value in fields.items()
    }
    return Fault(id=id_, **values)


def matches(fault: Fault, arrival: Arrival) -> bool:
    """In a path `*` stands for anything but a slash, so `/sending_domains/*` is one domain, not its verify."""
    return (
        fault.account in (None, arrival.account)
        and (fault.method or arrival.method).upper() == arrival.method
        and (fault.path is None or _fits(fault.path, arrival.path))
    )


def strike(
    rules: Iterable[Fault], arrival: Arrival, roll: Callable[[], float]
) -> tuple[Fault | None, tuple[Fault, ...]]:
    """The rule that strikes a call, if one does, and the rules that stand afterwards.

    `roll` gives a number from 0 to just below 1; each rule that matches rolls once.
    """
    rules = tuple(rules)
    for fault in rules:
        if matches(fault, arrival) and roll() < fault.chance:
            return fault, tuple(left for each in rules for left in _left(each, fault))
    return None, rules


def _left(each: Fault, struck: Fault) -> tuple[Fault, ...]:
    if each is not struck or each.times is None:
        return (each,)
    return (replace(each, times=each.times - 1),) if each.times > 1 else ()


def _fits(pattern: str, path: str) -> bool:
    wanted, parts = pattern.strip("/").split("/"), path.strip("/").split("/")
    return len(wanted) == len(parts) and all(map(fnmatchcase, parts, wanted))
