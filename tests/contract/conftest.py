"""The contract, and a simulator that has been played through the scenario of every operation and status."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract import descriptions, scenario
from tests.contract.descriptions import Description
from tests.contract.exchange import Exchange
from tests.simulator_process import SimulatorProcess


@pytest.fixture(scope="session")
def contract() -> Description:
    return Description(descriptions.own())


@pytest.fixture(scope="package")
def contract_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    """Deletions take long, so that what generated calls delete is still there for the next."""
    data = tmp_path_factory.mktemp("contract") / "data.json"
    process = SimulatorProcess(data, "--delete-seconds", "3600")
    try:
        yield process.start()
    finally:
        process.close()


@pytest.fixture(scope="package")
def stage(contract_simulator: SimulatorProcess, contract: Description) -> Iterator[scenario.Stage]:
    stage = scenario.play(contract_simulator, contract)
    yield stage
    stage.close()


@pytest.fixture
def exchanges(stage: scenario.Stage) -> list[Exchange]:
    return stage.exchanges
