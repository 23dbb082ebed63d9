"""The simulator agrees with the description that CloudMailin published, but for the differences that are listed."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.contract import descriptions
from tests.contract.descriptions import Description, Spec
from tests.contract.differences import DIFFERENCES, Difference, applied
from tests.contract.exchange import Exchange


@pytest.fixture(scope="module")
def published() -> Spec:
    spec = descriptions.published()
    if spec is None:
        pytest.skip(descriptions.NOT_AT_HAND)
    return spec


def _disagreements(description: Description, exchanges: Iterable[Exchange]) -> list[str]:
    """Of requests that the project's contract allows, and of all answers."""
    found = []
    for exchange in exchanges:
        if exchange.sent.sound:
            found += [f"{exchange}: {each}" for each in description.request_violations(exchange.sent)]
        found += [f"{exchange}: {each}" for each in description.answer_violations(exchange)]
    return found


def test_nothing_differs_that_is_not_listed(published: Spec, exchanges: list[Exchange]) -> None:
    assert _disagreements(Description(applied(published, DIFFERENCES)), exchanges) == []


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda each: each.what)
def test_it_is_still_a_difference(difference: Difference, published: Spec, exchanges: list[Exchange]) -> None:
    others = [each for each in DIFFERENCES if each is not difference]
    assert _disagreements(Description(applied(published, others)), exchanges) != []
