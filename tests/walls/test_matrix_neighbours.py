"""Who has a customer of their own, here or under another brand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.walls.matrix import try_all

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(3600)]


def test_no_neighbour_reaches_what_is_not_theirs(record_property: Callable[[str, object], None]) -> None:
    try_all(lambda actor: actor.is_neighbour, record_property)
