"""Read a list to its end, though `page` is deprecated and its size unknown (CLOUDMAILIN.md section 1)."""

from __future__ import annotations

from collections.abc import Collection

MOST_PAGES = 500
"""A list that is still not at its end is left there, and counts as incomplete."""


def is_end(page: Collection[str], before: Collection[str]) -> bool:
    """Whether a page says that there is nothing more: it is empty, or all of its ids came on pages before it."""
    return not set(page) - set(before)
