"""The world's fixtures, for all tests; no deadline for an example, since machines are noisy; the longest tests first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import hypothesis
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from pytest_django.fixtures import Settings

from tests.world import brand, django_db_setup, simulator, tenant, witness

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

__all__ = ["brand", "django_db_setup", "simulator", "tenant", "witness"]

hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

# A hash is slow on purpose, and most tests sign somebody in: here it is the same hash, in a thousandth of the memory.
Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.time_cost = 64, 1

_LONGEST_FIRST = ("walls", "faults", "journeys", "browser")
"""Folders whose files take minutes; begun last, they would keep one process busy while the others have nothing to do."""


@pytest.fixture(autouse=True)
def _own_limits(settings: Settings) -> None:
    """How often an address may try to sign in is counted in Redis, and all tests have one address."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    items.sort(key=lambda item: item.path.relative_to(here).parts[0] not in _LONGEST_FIRST)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """How much of what is made up was tried, whichever processes ran the tests."""
    passed = terminalreporter.stats.get("passed", [])
    for counted, said in _COUNTED.items():
        numbers = [value for report in passed for name, value in report.user_properties if name == counted]
        if numbers:
            terminalreporter.write_line(f"{sum(numbers)} {said}.")


_COUNTED = {
    "crash points": "crash points tried, all recovered",
    "foreign requests": "requests by people who have no business there, none of which got or changed anything",
}
"""Properties that tests record, and what their sums mean."""
