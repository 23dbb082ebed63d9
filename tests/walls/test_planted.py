"""The script that takes walls away: it finds each of them, and the tests miss it."""

from __future__ import annotations

import pytest

from tests.walls.planted import PLANTS, ROOT, Plant, stale


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.name)
def test_each_wall_is_still_there_to_be_taken_away(plant: Plant) -> None:
    assert not stale(plant)
    assert all((ROOT / each).exists() for each in plant.tests.split())


def test_there_are_enough() -> None:
    assert len({plant.name for plant in PLANTS}) == len(PLANTS) >= 25
