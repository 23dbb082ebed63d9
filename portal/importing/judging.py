"""What would become of each line: all that is wrong with it, or nothing. Knows rows only by what it is handed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from portal.importing.reading import Line
from tenants.models import Brand, Tenant

_LONGEST_NAME = Tenant._meta.get_field("name").max_length or 0
_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Known:
    """`brands` by slug and by name, both in lower case; `names` of tenants that are there: brand's pk, lower case."""

    brands: Mapping[str, Brand]
    names: Set[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A line that can be made, or its `problems`."""

    line: Line
    brand: Brand | None
    most_domains: int | None
    problems: Sequence[str]


def judge(lines: Sequence[Line], known: Known) -> list[Judged]:
    """In the file's order, which decides which of two like ones is the second."""
    first: dict[tuple[int, str], int] = {}
    return [_judged(line, known, first) for line in lines]


def _judged(line: Line, known: Known, first: dict[tuple[int, str], int]) -> Judged:
    brand = known.brands.get(line.brand.lower())
    problems = [*_of_name(line), *_of_brand(line, brand), *_of_owner(line), *_of_limit(line)]
    if brand and line.name:
        key = brand.pk, line.name.lower()
        if key in known.names:
            problems.append(f"{brand} has a customer {line.name!r} already")
        elif key in first:
            problems.append(f"{line.name!r} stands in line {first[key]} already")
        first.setdefault(key, line.number)
    limit = int(line.most_domains) if line.most_domains and not problems else None
    return Judged(line, brand, limit, problems)


def _of_name(line: Line) -> Iterator[str]:
    if not line.name:
        yield "the name is missing"
    if len(line.name) > _LONGEST_NAME:
        yield f"the name is longer than {_LONGEST_NAME} characters"
    if any(not each.isprintable() for each in line.name):
        yield "the name has something in it that can't be seen"


def _of_brand(line: Line, brand: Brand | None) -> Iterator[str]:
    if not line.brand:
        yield "the brand is missing"
    elif brand is None:
        yield f"there is no brand {line.brand!r}"


def _of_owner(line: Line) -> Iterator[str]:
    if line.owner:
        try:
            validate_email(line.owner)
        except ValidationError:
            yield f"{line.owner!r} is no e-mail address"


def _of_limit(line: Line) -> Iterator[str]:
    number = line.most_domains
    if number and not (
        number.isascii() and number.isdigit() and int(number[:9]) <= _MOST and len(number) < 9
    ):
        yield f"{number!r} is no number of domains"
