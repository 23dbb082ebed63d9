"""The world's fixtures, for all tests; no deadline for an example, since machines are noisy; the longest tests first."""

from pathlib import Path

import hypothesis
import pytest

from tests.world import brand, simulator, tenant, witness

__all__ = ["brand", "simulator", "tenant", "witness"]

hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

_LONGEST_FIRST = ("faults", "journeys", "browser")
"""Folders whose files take minutes; begun last, they would keep one process busy while the others have nothing to do."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    items.sort(key=lambda item: item.path.relative_to(here).parts[0] not in _LONGEST_FIRST)
