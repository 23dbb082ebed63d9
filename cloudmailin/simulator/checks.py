"""What a field of a request to /_sim/ may be: one table for the check, the API's sentence and the page's."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Check:
    """`kind` says what is expected, as in "must be …" and "Enter …"."""

    passes: Callable[[Any], bool]
    kind: str
    nullable: bool = False

    def allows(self, value: object) -> bool:
        return self.nullable if value is None else self.passes(value)

    def demand(self, field: str) -> str:
        return f"{field} must be {self.kind}" + (" or null" if self.nullable else "")

    def advice(self) -> str:
        """The same for a person at a form, where null is an empty field."""
        return f"Enter {self.kind}" + (", or leave this empty." if self.nullable else ".")


def optional(check: Check) -> Check:
    return replace(check, nullable=True)


def flag() -> Check:
    return Check(lambda value: isinstance(value, bool), "true or false")


def whole(low: int, high: int) -> Check:
    def passes(value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high

    return Check(passes, f"a whole number from {low:,} to {high:,}")


def number(low: float, high: float) -> Check:
    def passes(value: object) -> bool:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and math.isfinite(value) and low <= value <= high  # type: ignore[arg-type,operator]

    return Check(passes, f"a number from {low:,.10g} to {high:,.10g}")


def choice(values: type[StrEnum]) -> Check:
    names = [str(each) for each in values]
    return Check(lambda value: isinstance(value, str) and value in names, f"one of {', '.join(names)}")


def text() -> Check:
    return Check(lambda value: isinstance(value, str) and value.strip() != "", "text")


def header() -> Check:
    """What a header may carry (RFC 9110 section 5.5), in ASCII."""

    def passes(value: object) -> bool:
        fits = isinstance(value, str) and value.isascii() and value.isprintable()
        return fits and 0 < len(str(value)) <= 200 and value == str(value).strip()

    return Check(passes, "text of at most 200 ASCII characters")


def wrong(fields: Mapping[str, Any], table: Mapping[str, Check]) -> list[str]:
    """The known fields whose values are not allowed."""
    return [name for name, check in table.items() if name in fields and not check.allows(fields[name])]
