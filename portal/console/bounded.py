"""Nobody pages through more than ten thousand rows, so nobody counts more: lists cost the same however long they are."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

MOST_COUNTED = 10_000


def few(rows: QuerySet[Any]) -> int:
    """How many, as far as anybody wants to know."""
    return rows.order_by()[:MOST_COUNTED].count()


def shown(count: int) -> str:
    """The same in words: "10,000+" for all that were not counted further."""
    return f"{count:,}" if count < MOST_COUNTED else f"{MOST_COUNTED:,}+"


class Bounded(Paginator[Any]):
    """For every list of the console."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return few(rows)
