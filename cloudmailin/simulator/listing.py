"""What a list answers of the objects there are: the newest may be missing, and it may come in pages.

A choice, as neither is documented: nothing lags and everything is on the first page, unless a knob says
otherwise. A page that does not exist is an empty list.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from starlette.requests import Request

from .objects import Address, CustomDomain, SendingDomain
from .world import own_knobs, world

Thing = TypeVar("Thing", Address, CustomDomain, SendingDomain)
_DIGITS = 9


def seen(request: Request, things: Iterable[Thing]) -> list[Thing]:
    """The objects that are old enough for a list of the calling account."""
    now, lag = world(request).now(), own_knobs(request).list_lag
    return [each for each in things if now - each.created_at >= lag]


def asked_page(request: Request, things: list[Thing]) -> list[Thing]:
    return page(things, request.query_params.get("page", ""), own_knobs(request).page_size)


def page(things: list[Thing], asked: str, size: int | None) -> list[Thing]:
    """`asked` as it stands in the query; pages are counted from 1, and 0 is the first page too."""
    number = 1 if asked in ("", "0") else int(asked) if asked.isdecimal() and len(asked) <= _DIGITS else 0
    length = len(things) if size is None else size
    return things[(number - 1) * length : number * length] if number else []
