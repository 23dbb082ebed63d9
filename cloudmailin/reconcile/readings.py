"""What a round has read, put together: pages to lists, and the ids that CloudMailin denied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from cloudmailin.models.drift import Reading, Round
from cloudmailin.models.operation import Operation
from cloudmailin.reconcile.diff import Identity
from cloudmailin.reconcile.views import Listing, What, understand

Kind = Operation.Kind

LIST_OF = {
    What.ADDRESS: Kind.LIST_ADDRESSES,
    What.RECEIVING: Kind.LIST_RECEIVING,
    What.SENDING: Kind.LIST_SENDING,
}
GET_OF = {What.ADDRESS: Kind.GET_ADDRESS, What.SENDING: Kind.GET_SENDING}
PAGED = frozenset({Kind.LIST_RECEIVING, Kind.LIST_SENDING})
"""The list of addresses has no pages."""

_WHAT = {kind: what for what, kind in [*LIST_OF.items(), *GET_OF.items()]}


@dataclass(frozen=True, slots=True)
class Seen:
    listings: tuple[Listing, ...]
    denied: frozenset[Identity]


def of_round(round_: Round) -> Seen:
    """All that a round has read so far."""
    rows = list(
        Reading.objects.filter(round=round_, read_at__isnull=False).order_by(
            "kind", "of", "turn", "remote_id", "page"
        )
    )
    lists = groupby(rows, key=lambda row: (row.kind, row.of, row.turn, row.remote_id))
    return Seen(
        listings=tuple(_listing(list(pages)) for _, pages in lists),
        denied=frozenset(
            (_WHAT[Kind(row.kind)], row.remote_id)
            for row in rows
            if row.kind in GET_OF.values() and not row.found
        ),
    )


def _listing(pages: list[Reading]) -> Listing:
    """An object that was asked for by its id is a list of one, which tells nothing about the others."""
    first, kind = pages[0], Kind(pages[0].kind)
    assert first.read_at
    return Listing(
        what=_WHAT[kind],
        read_at=first.read_at,
        objects=tuple(understand(_WHAT[kind], told, first.of) for told in _told(pages)),
        of=first.of,
        is_complete=kind not in GET_OF.values() and any(page.is_end for page in pages),
    )


def _told(pages: Iterable[Reading]) -> Iterable[dict[str, object]]:
    return (told for page in pages for told in page.found)
