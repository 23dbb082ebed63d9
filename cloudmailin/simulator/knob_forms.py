"""The forms of the page of knobs: what was typed, as the values that /_sim/ takes, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from starlette.datastructures import FormData

from . import faults, knobs
from .accounts import LIMIT_CHECKS
from .checks import Check, wrong
from .objects import Account

ACCOUNT_CHECKS: Mapping[str, Check] = {**LIMIT_CHECKS, **knobs.CHECKS}
_FLAGS = frozenset({"refused_count", "revoked", "domain_target"})
_TEXTS = frozenset(
    {
        *("window", "retry_after", "what", "account", "method", "path"),
        *("effect", "body", "location", "length"),
    }
)


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the fields, and what is wrong with it, by field."""

    typed: Mapping[str, str]
    problems: Mapping[str, str] = field(default_factory=dict)

    def but(self, problems: Mapping[str, str]) -> Form:
        return replace(self, problems=problems)


def filled(account: Account) -> Form:
    return _shown({"limit": account.limit, "period": account.period, **asdict(account.knobs)})


def new_fault() -> Form:
    fault = faults.Fault(id="", what=faults.Kind.DROP_AFTER, status=502)
    return _shown({name: getattr(fault, name) for name in faults.CHECKS})


def submitted(form: FormData, names: Iterable[str]) -> Form:
    return Form({name: str(form.get(name, "")).strip() for name in names})


def values(form: Form) -> dict[str, Any]:
    return {name: _value(name, text) for name, text in form.typed.items()}


def account_problems(given: Mapping[str, Any]) -> dict[str, str]:
    return {name: ACCOUNT_CHECKS[name].advice() for name in wrong(given, ACCOUNT_CHECKS)}


def fault_values(form: Form) -> dict[str, Any]:
    """Without the fields that are for other kinds, which the page hides but the browser sends."""
    kind = form.typed["what"]
    own = faults.own_fields(faults.Kind(kind)) if kind in list(faults.Kind) else ()
    return {
        name: value for name, value in values(form).items() if name in {"what", *faults.COMMON_FIELDS, *own}
    }


def fault_problems(given: Mapping[str, Any]) -> dict[str, str]:
    misfits = {name: faults.CHECKS[name].advice() for name in wrong(given, faults.CHECKS)}
    return misfits or {name: f"{sentence.capitalize()}." for name, sentence in faults.problems(given).items()}


def _value(name: str, text: str) -> object:
    """An empty field is null; what should be a number and is none stays text, which no check allows."""
    if name in _FLAGS:
        return text != ""
    if name in _TEXTS or not text:
        return text or None
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return text


def _shown(given: Mapping[str, Any]) -> Form:
    return Form({name: _text(value) for name, value in given.items()})


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, float):
        return f"{value:.10g}"
    return "" if value is None else str(value)
