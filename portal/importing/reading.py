"""A CSV file as rows with names for their cells. Pure functions."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

COLUMNS: Mapping[str, str] = {
    "name": "name",
    "customer": "name",
    "brand": "brand",
    "owner": "owner",
    "owner e-mail": "owner",
    "email": "owner",
    "domains": "most_domains",
    "most domains": "most_domains",
}
"""Headings, in lower case, and what stands below them."""

_NEEDED = ("name", "brand")
_SEPARATORS = ",;\t"


class NoTable(Exception):
    """The file as a whole can't be read; says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """`number` is the line's in the file. Cells as they were typed, without white space around."""

    number: int
    name: str = ""
    brand: str = ""
    owner: str = ""
    most_domains: str = ""


def read(text: str) -> list[Line]:
    """Lines without anything in them are left out. Raises NoTable."""
    text = text.removeprefix("\ufeff").replace("\0", "")
    head = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=head.count)
    rows = csv.reader(io.StringIO(text), delimiter=separator)
    try:
        columns = _columns([cell.strip().lower() for cell in next(rows, [])])
        return [
            Line(rows.line_num, **_cells(columns, row)) for row in rows if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise NoTable(f"line {rows.line_num}: {error}") from None


def _columns(headings: list[str]) -> list[str]:
    unknown = [each for each in headings if each not in COLUMNS]
    if unknown:
        raise NoTable(f"the first line has headings that mean nothing here: {', '.join(map(repr, unknown))}")
    columns = [COLUMNS[each] for each in headings]
    if missing := [each for each in _NEEDED if each not in columns]:
        raise NoTable(f"the first line has to name the columns; missing: {', '.join(missing)}")
    if len(set(columns)) < len(columns):
        raise NoTable("the first line names a column twice")
    return columns


def _cells(columns: list[str], row: list[str]) -> dict[str, str]:
    return {name: cell.strip() for name, cell in zip(columns, row, strict=False)}
