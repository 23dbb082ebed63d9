"""What goes over the wire between the scenario and the simulator is as the project's own contract says."""

from __future__ import annotations

from tests.contract.descriptions import Description
from tests.contract.exchange import Exchange


def test_every_answer_is_as_the_contract_says(contract: Description, exchanges: list[Exchange]) -> None:
    wrong = {str(each): found for each in exchanges if (found := contract.answer_violations(each))}
    assert wrong == {}


def test_the_contract_allows_sound_requests_and_no_others(
    contract: Description, exchanges: list[Exchange]
) -> None:
    for exchange in exchanges:
        found = contract.request_violations(exchange.sent)
        assert (found == []) == exchange.sent.sound, (str(exchange), found)


def test_the_scenario_touches_every_operation_and_status(
    contract: Description, exchanges: list[Exchange]
) -> None:
    wanted = {(operation.name, status) for operation in contract.operations for status in operation.statuses}
    operations = [(contract.operation(each.sent), each.answered.status) for each in exchanges]
    assert wanted == {(operation.name, status) for operation, status in operations if operation}
