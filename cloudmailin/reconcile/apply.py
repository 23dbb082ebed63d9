"""A read was made, or could not be: keep what it found, and go on. Called while the queue holds the account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cloudmailin.models.drift import Reading, Round
from cloudmailin.models.operation import Operation
from cloudmailin.queue import clock
from cloudmailin.reconcile import rounds, taken
from cloudmailin.reconcile.paging import MOST_PAGES, is_end
from cloudmailin.reconcile.readings import PAGED


def read(operation: Operation, found: Sequence[dict[str, Any]]) -> None:
    """Take in what was found; nothing for a 404."""
    reading = Reading.objects.select_related("round__account", "drift").get(pk=operation.target_id)
    if reading.drift:
        taken.looked(reading.drift, reading, found)
        return
    assert reading.round
    reading.found, reading.read_at = list(found), clock.now()
    reading.is_end = reading.kind not in PAGED or is_end([each["id"] for each in found], _before(reading))
    reading.save()
    if not reading.is_end and reading.page < MOST_PAGES:
        _turn_page(reading)
    reading.round.reads += 1
    reading.round.save(update_fields=["reads"])
    rounds.go_on(reading.round)


def _before(reading: Reading) -> set[str]:
    """The ids on the pages before."""
    pages = Reading.objects.filter(
        round=reading.round, kind=reading.kind, of=reading.of, turn=reading.turn, page__lt=reading.page
    )
    return {told["id"] for found in pages.values_list("found", flat=True) for told in found}


def _turn_page(reading: Reading) -> None:
    Reading.objects.create(
        round=reading.round,
        kind=reading.kind,
        of=reading.of,
        turn=reading.turn,
        page=reading.page + 1,
        not_before=reading.not_before,
    )


def unreadable(operation: Operation, sentence: str) -> None:
    """CloudMailin would not be read, time and again: the round ends without a conclusion."""
    reading = Reading.objects.select_related("round").get(pk=operation.target_id)
    if reading.round and reading.round.status == Round.Status.READING:
        rounds.end(reading.round, Round.Status.UNREADABLE, sentence)
