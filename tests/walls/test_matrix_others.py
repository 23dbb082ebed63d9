"""Who has nothing under the brand, or has it with little right."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.walls.matrix import try_all

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(3600)]


def test_nobody_else_reaches_what_is_not_theirs(record_property: Callable[[str, object], None]) -> None:
    try_all(lambda actor: not (actor.is_neighbour or actor.is_at_the_console), record_property)
