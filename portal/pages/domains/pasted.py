"""A list of domains as people have them: pasted, one a line, or out of a spreadsheet with what each is for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from cloudmailin.lifecycle.bulk import Wanted
from cloudmailin.states import Use

MOST_LINES = 500
_USES: dict[str, frozenset[Use]] = {
    "receiving": frozenset({Use.RECEIVING}),
    "receive": frozenset({Use.RECEIVING}),
    "sending": frozenset({Use.SENDING}),
    "send": frozenset({Use.SENDING}),
    "both": frozenset(Use),
    "receiving and sending": frozenset(Use),
}
_HEADINGS = frozenset({"domain", "domains", "name", "domain name", "uses", "use"})
_SEPARATORS = str.maketrans({";": ",", "\t": ",", "\0": ""})


def wanted(text: str, usual: frozenset[Use]) -> list[Wanted]:
    """Each name with what it is for: as its line says, else the `usual`. Headings and empty lines are left out.

    Several names on a line are as many lines. Separators are commas, semicolons and tabs, as spreadsheets write them.
    """
    rows = csv.reader(io.StringIO(text.translate(_SEPARATORS).replace("\r", "\n")))
    return [each for row in rows for each in _of_row([cell.strip() for cell in row], usual)]


def _of_row(cells: Sequence[str], usual: frozenset[Use]) -> Iterator[Wanted]:
    named = [_USES[cell.lower()] for cell in cells if cell.lower() in _USES]
    uses = frozenset().union(*named) or usual
    for cell in cells:
        if cell and cell.lower() not in _USES and cell.lower() not in _HEADINGS:
            yield Wanted(cell, uses)
