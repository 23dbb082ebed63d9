"""The simulator answers as both descriptions say, whatever is sent to it, and refuses what they do not allow."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract import descriptions
from tests.contract.cases import Operation, Sender, operations
from tests.contract.differences import DIFFERENCES, applied
from tests.contract.scenario import Stage

_published = descriptions.published()
_OPERATIONS = operations(descriptions.own())
_PUBLISHED_OPERATIONS = operations(applied(_published, DIFFERENCES)) if _published else {}


@pytest.fixture
def sender(stage: Stage) -> Iterator[Sender]:
    sender = Sender(stage)
    yield sender
    sender.close()


@pytest.mark.parametrize("label", _OPERATIONS)
def test_it_answers_as_the_contract_says(label: str, sender: Sender) -> None:
    _send_all(_OPERATIONS[label], sender)


@pytest.mark.skipif(not _published, reason=descriptions.NOT_AT_HAND)
@pytest.mark.parametrize("label", _PUBLISHED_OPERATIONS or ["all"])
def test_it_answers_as_the_published_description_says(label: str, sender: Sender) -> None:
    _send_all(_PUBLISHED_OPERATIONS[label], sender)


def _send_all(operation: Operation, sender: Sender) -> None:
    sender.send_all(operation)
    assert any(status < 300 for status in sender.statuses), "no request was good"
