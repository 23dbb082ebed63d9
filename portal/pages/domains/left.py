"""The records of a name that was given up: what is left to delete in the customer's DNS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cloudmailin.dns.finding import FindingStatus
from portal.pages.domains.sections import Row, Section


@dataclass(frozen=True, slots=True)
class Left:
    """`is_gone`: our record stands there no more, whatever else does."""

    row: Row
    is_gone: bool


def left(sections: Iterable[Section]) -> Iterator[Left]:
    """In the order of the page; a policy is the customer's own, and stays."""
    for section in sections:
        if section.is_needed:
            is_gone = section.status in (FindingStatus.MISSING, FindingStatus.WRONG)
            yield from (Left(row, is_gone) for row in section.rows)
