"""CSV that a spreadsheet shows and never reckons with.

Source: OWASP, "CSV Injection": a cell that begins with one of a few signs is a formula, whatever was meant by it.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

_FORMULA = frozenset("=+-@|%\t\r＝＋－＠")
_BREAKS = frozenset({"Cc", "Zl", "Zp", "Cs"})
_BYTE_ORDER_MARK = "\ufeff"
"""By which spreadsheets know that it is UTF-8."""


def lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """One line a row, each cell quoted, without formulas and without line breaks of its own."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    yield _BYTE_ORDER_MARK + writer.writerow(map(cell, head))
    for row in rows:
        yield writer.writerow(map(cell, row))


def cell(value: object) -> str:
    """The text of a cell; an apostrophe before what would be a formula says that it is text."""
    shown = "".join(" " if unicodedata.category(each) in _BREAKS else each for each in str(value))
    return f"'{shown}" if _begins_a_formula(str(value)) or _begins_a_formula(shown) else shown


def _begins_a_formula(text: str) -> bool:
    """White space in front is skipped by some spreadsheets."""
    return bool(text) and not _FORMULA.isdisjoint((text[0], text.lstrip()[:1]))


class _Echo:
    """What the writer writes to: it gives the line back."""

    def write(self, line: str) -> str:
        return line
