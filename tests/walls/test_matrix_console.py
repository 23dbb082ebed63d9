"""Who comes to the console's host."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.walls.matrix import try_all

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(3600)]


def test_at_the_console_nobody_reaches_what_is_not_theirs(
    record_property: Callable[[str, object], None],
) -> None:
    try_all(lambda actor: actor.is_at_the_console, record_property)
